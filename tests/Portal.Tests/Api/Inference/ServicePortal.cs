using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Dicom;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Portal.Api.Inference;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Api.Inference;

/// <summary>A real portal without its embedded worker, on a port and a database of its own. Its clock stands until a test moves it.</summary>
internal sealed class ServicePortal : IAsyncDisposable
{
    public const string Token = "site-1";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("oxi-remote-");
    private readonly WebApplication _app;

    private ServicePortal(bool realTokens) => _app = PortalHost.Build(
        new PortalStart(Demo: false, _data.FullName, "http://127.0.0.1:0", ["--Inference:Embedded=false"]), builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(Time);
            if (!realTokens)
                TestServiceScheme.Add(builder.Services);
        });

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public Uri Address => new(_app.Urls.First().TrimEnd('/') + "/");

    public PipelineIdentity Models => Service<ActiveModels>().Identity;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="realTokens">As administrators issue them; else those of <see cref="TestServiceScheme"/>.</param>
    public static async Task<ServicePortal> StartAsync(bool realTokens = false)
    {
        var portal = new ServicePortal(realTokens);
        await portal._app.Services.PrepareInfrastructureAsync(Cancel);
        await portal._app.StartAsync(Cancel);
        return portal;
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Says anything at all, as a service of that token would. The caller's.</summary>
    public HttpClient Client(string? token = Token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<DicomFile> UploadAsync(DicomFile film)
    {
        var reader = new Actor(Guid.CreateVersion7(), "Test reader", SiteId.Default, new HashSet<Role> { Role.Radiologist });
        using var content = new MemoryStream(film.ToBytes().ToArray());
        var outcome = Assert.Single(await Service<TakeInUpload>().RunAsync(reader, "film.dcm", content, Cancel));
        Assert.True(outcome.Queued);
        return film;
    }

    /// <summary>The kinds of the study's events so far, with the attempt of each.</summary>
    public async Task<IReadOnlyList<(string Kind, int Attempt)>> EventsAsync(DicomFile film)
    {
        var study = film.Study();
        await using var db = await Service<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancel);
        var rows = await db.AnalysisEvents.AsNoTracking().Where(e => e.Study.StudyInstanceUid == study).OrderBy(e => e.Sequence).ToListAsync(Cancel);
        Assert.Equal(Enumerable.Range(1, rows.Count), rows.Select(r => (int)r.Sequence));
        return [.. rows.Select(r => (r.Kind, r.Attempt))];
    }

    public async Task<int> AnalysesAsync()
    {
        await using var db = await Service<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancel);
        return await db.Analyses.CountAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }
}
