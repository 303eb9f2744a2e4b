using System.Net;
using Microsoft.AspNetCore.Identity;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>The real portal on a port of its own, over an empty data folder, with an account a role. Films are not analysed: tests play the worker.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    public const string Password = "correct-horse-battery";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("oxi-portal-");
    private readonly Dictionary<Role, Actor> _actors = [];
    private WebApplication? _app;

    public WebApplication App => _app ?? throw new InvalidOperationException("The portal has not started.");

    public Uri Address => new(App.Urls.First());

    public string DataFolder => _data.FullName;

    public static string Email(Role role) => $"{role}@test.local".ToLowerInvariant();

    public Actor Actor(Role role) => _actors[role];

    public T Service<T>() where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>A browser of its own, signed in where a role is given.</summary>
    public async Task<Browser> BrowserAsync(Role? role)
    {
        var browser = new Browser(Address);
        if (role is { } known)
        {
            using var answer = await browser.SignInAsync(Email(known), Password);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
        return browser;
    }

    public async ValueTask InitializeAsync()
    {
        _app = PortalHost.Build(
            new PortalStart(Demo: false, _data.FullName, "http://127.0.0.1:0", ["--Portal:SignInAttemptsPerMinute=1000", "--Portal:LargestUploadMiB=2", "--Intake:MaxFileBytes=1000000", "--Metrics:Prometheus=true"]),
            WithoutWorker);
        await App.Services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
        await using (var scope = App.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            foreach (var role in Enum.GetValues<Role>())
                _actors[role] = await AddAsync(users, role);
        }
        await App.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    internal static void WithoutWorker(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        var worker = builder.Services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationFactory?.Method.ReturnType == typeof(AnalysisWorker));
        builder.Services.Remove(worker);
    }

    private static async Task<Actor> AddAsync(UserManager<PortalUser> users, Role role)
    {
        var user = new PortalUser
        {
            Id = Guid.CreateVersion7(),
            SiteId = SiteId.Default.Value,
            UserName = Email(role),
            Email = Email(role),
            EmailConfirmed = true,
            DisplayName = $"Test {role}",
        };
        Assert.True((await users.CreateAsync(user, Password)).Succeeded);
        Assert.True((await users.AddToRoleAsync(user, role.ToString())).Succeeded);
        return new Actor(user.Id, user.DisplayName, SiteId.Default, new HashSet<Role> { role });
    }
}
