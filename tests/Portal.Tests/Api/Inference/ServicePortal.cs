using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Dicom;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Api.Inference;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Api.Inference;

/// <summary>A real portal without its embedded worker, on a port and a database of its own. Its clock stands until a test moves it.</summary>
internal sealed class ServicePortal : IAsyncDisposable
{
    /// <summary>Names of the tokens that are issued at the start: of which site, and what they open.</summary>
    public const string Inference = "site-1";
    public const string InferenceElsewhere = "site-2";
    public const string ExportOnly = "export-only";

    private readonly Dictionary<string, string> _tokens = [];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("oxi-remote-");
    private readonly WebApplication _app;

    private ServicePortal() => _app = PortalHost.Build(
        new PortalStart(Demo: false, _data.FullName, "http://127.0.0.1:0", ["--Inference:Embedded=false"]), builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(Time);
            builder.Services.LeaveLostWorkToTheTest();
        });

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public Uri Address => new(_app.Urls.First().TrimEnd('/') + "/");

    public PipelineIdentity Models => Service<ActiveModels>().Identity;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Actor Administrator { get; } = new(Guid.CreateVersion7(), "Test administrator", SiteId.Default, new HashSet<Role> { Role.Administrator });

    public static async Task<ServicePortal> StartAsync()
    {
        var portal = new ServicePortal();
        await portal._app.Services.PrepareInfrastructureAsync(Cancel);
        await using (var db = await portal.Service<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancel))
        {
            db.Sites.Add(new SiteRow { SiteId = 2, Name = "Elsewhere" });
            await db.SaveChangesAsync(Cancel);
        }
        await portal.IssueAsync(Inference, SiteId.Default, ServiceScope.Inference);
        await portal.IssueAsync(InferenceElsewhere, new SiteId(2), ServiceScope.Inference);
        await portal.IssueAsync(ExportOnly, SiteId.Default, ServiceScope.Export);
        await portal._app.StartAsync(Cancel);
        return portal;
    }

    /// <summary>What a program sends; anything that is no name of a token, as it is.</summary>
    public string Secret(string name) => _tokens.GetValueOrDefault(name, name);

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Says anything at all, as a service of that token would. The caller's.</summary>
    public HttpClient Client(string? token = Inference)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret(token));
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

    private async Task IssueAsync(string name, SiteId site, ServiceScope scope) => _tokens[name] = (await Service<IssueServiceToken>().RunAsync(
        Administrator with { Site = site }, name, new HashSet<ServiceScope> { scope }, 90, Cancel)).Token!;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }
}
