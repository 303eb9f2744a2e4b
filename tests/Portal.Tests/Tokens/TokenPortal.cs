using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;
using OxiPortal.Portal.Tokens;

namespace OxiPortal.Portal.Tests.Tokens;

/// <summary>
/// The real portal with one address more, <see cref="Path"/>, for inference services: it answers with the token's id, name and site. The clock stands until
/// a test moves it; what is logged, in all detail, is kept.
/// </summary>
internal sealed class TokenPortal : IAsyncDisposable
{
    public const string Path = "/api/test/inference";
    public const int OtherSite = 2;

    private static readonly HashSet<Role> Administrators = [Role.Administrator];

    private readonly DirectoryInfo _data;
    private readonly WebApplication _app;

    private TokenPortal(DirectoryInfo data, WebApplication app, FakeTimeProvider time, KeptLog log) => (_data, _app, Time, Log) = (data, app, time, log);

    public FakeTimeProvider Time { get; }

    public KeptLog Log { get; }

    public Uri Address => new(_app.Urls.First());

    public static Actor Administrator { get; } = new(Guid.Parse("019a0000-0000-7000-8000-0000000000aa"), "Ada", SiteId.Default, Administrators);

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<TokenPortal> StartAsync(params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("oxi-portal-");
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var log = new KeptLog();
        var app = PortalHost.Build(new PortalStart(false, data.FullName, "http://127.0.0.1:0", settings), builder =>
        {
            PortalFixture.WithoutWorker(builder);
            builder.Logging.AddProvider(log);
            builder.Services.Configure<LoggerFilterOptions>(filter =>
            {
                filter.Rules.Clear();
                filter.MinLevel = LogLevel.Trace;
            });
            builder.Services.AddSingleton<TimeProvider>(time);
        });
        app.MapGet(Path, (HttpContext context) => ServiceClaims.From(context.User) is { } service
            ? Results.Text($"{service.TokenId} {service.Name} {service.Site}")
            : Results.Text("nobody")).RequireAuthorization(ServicePolicies.Inference);
        await app.Services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
        await using (var db = app.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Sites.Add(new SiteRow { SiteId = OtherSite, Name = "Second site" });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TokenPortal(data, app, time, log);
    }

    /// <summary>A token of the scope Inference, unless another is named.</summary>
    public async Task<(Guid Id, string Token)> IssueAsync(Actor? by = null, ServiceScope scope = ServiceScope.Inference, int days = 90)
    {
        var issued = await Service<IssueServiceToken>().RunAsync(by ?? Administrator, "GPU box", new HashSet<ServiceScope> { scope }, days, TestContext.Current.CancellationToken);
        return (issued.Id!.Value, issued.Token!);
    }

    /// <summary>An account that may sign in.</summary>
    public async Task<Actor> AddAdministratorAsync(string email)
    {
        var made = await Service<CreateUser>().RunAsync(Administrator, email, "Jo", PortalFixture.Password, Administrators, TestContext.Current.CancellationToken);
        return new Actor(made.User!.Id, "Jo", SiteId.Default, Administrators);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }
}
