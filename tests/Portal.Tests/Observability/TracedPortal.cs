using System.Net;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Inference.Remote;
using OxiPortal.Inference.Service;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Tests.Tokens;

namespace OxiPortal.Portal.Tests.Observability;

/// <summary>The real portal with the shipped models, its traces and log lines kept, and /metrics open.</summary>
internal sealed class TracedPortal : IAsyncDisposable
{
    private static readonly Actor Founder = new(Guid.Parse("019a0000-0000-7000-8000-0000000000aa"), "Ada", SiteId.Default, new HashSet<Role> { Role.Administrator });

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("oxi-traced-");
    private readonly WebApplication _app;

    private TracedPortal(bool embedded)
    {
        var scopes = false;
        Log = new KeptLog(() => scopes);
        _app = PortalHost.Build(
            new PortalStart(false, _data.FullName, "http://127.0.0.1:0", [$"--Inference:Embedded={embedded}", "--Inference:Threads=1", "--Metrics:Prometheus=true"]), builder =>
            {
                builder.Logging.ClearProviders().AddProvider(Log);
                builder.Services.AddOpenTelemetry().WithTracing(traces => traces.AddPortalTraces().AddProcessor(new SimpleActivityExportProcessor(Spans)));
            });
        // Whichever formatter is chosen: all read the same section.
        scopes = _app.Services.GetRequiredService<IOptionsMonitor<JsonConsoleFormatterOptions>>().CurrentValue.IncludeScopes;
    }

    public KeptSpans Spans { get; } = new();

    public KeptLog Log { get; }

    public Uri Address => new(_app.Urls.First());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TracedPortal> StartAsync(bool embedded)
    {
        var portal = new TracedPortal(embedded);
        await portal._app.Services.PrepareInfrastructureAsync(Cancel);
        await portal._app.StartAsync(Cancel);
        return portal;
    }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A film of the size that films have, of a patient whose name occurs nowhere else.</summary>
    public static DicomFile PlantedFilm() => SyntheticRadiograph.Draw(SyntheticFilmOptions.Varied(1))
        .ToDicom(new SyntheticStudy("Quxzyphle^Vorgblatt", "PLANT-7711-ID", null, "F", new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Unspecified)));

    public async Task<Browser> SignInAsync(Role role)
    {
        var email = $"{role}@traced.local".ToLowerInvariant();
        await Service<CreateUser>().RunAsync(Founder, email, "Jo", PortalFixture.Password, new HashSet<Role> { role }, Cancel);
        var browser = new Browser(Address);
        using var answer = await browser.SignInAsync(email, PortalFixture.Password);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    /// <summary>An inference service as <c>oxi inference</c> runs it, in a host of its own. The caller's.</summary>
    public async Task<IHost> StartServiceAsync()
    {
        var issued = await Service<IssueServiceToken>().RunAsync(Founder, "GPU box", new HashSet<ServiceScope> { ServiceScope.Inference }, 1, Cancel);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(Log);
        builder.Services.AddInferenceService(o => (o.Models, o.Device, o.Threads) = (ModelsFolder.Default(), "cpu", 1))
            .AddRemotePortal(new Uri(Address.AbsoluteUri.TrimEnd('/') + "/"), OxiPortal.Inference.Remote.ServiceToken.Parse(issued.Token!));
        var host = builder.Build();
        await host.StartAsync(Cancel);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }
}
