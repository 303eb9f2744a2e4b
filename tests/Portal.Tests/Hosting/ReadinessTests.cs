using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Hosting;

/// <summary>What <c>/healthz/ready</c> knows, quickly, and whom it tells.</summary>
public sealed class ReadinessTests
{
    // The queue is looked at every ten seconds.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(11);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenAPortalAtRest_WhenReadinessIsAsked_ThenAllIsHealthy()
    {
        await using var portal = await TimedPortal.StartAsync();

        var (status, answer) = await portal.ReadyAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Healthy", answer.GetProperty("status").GetString());
        Assert.Equal(["codecs", "database", "models", "queue", "store"], answer.GetProperty("checks").EnumerateObject().Select(c => c.Name).Order());
    }

    [Fact]
    public async Task GivenALockedDatabase_WhenManyAsk_ThenAllAreToldSoonAndItRecoversByItself()
    {
        await using var portal = await TimedPortal.StartAsync();
        await portal.ReadyAsync();
        await using var thief = new SqliteConnection($"Data Source={portal.DatabaseFile}");
        await thief.OpenAsync(Cancel);
        var theft = await thief.BeginTransactionAsync(Cancel);
        portal.Time.Advance(TimeSpan.FromSeconds(5));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => portal.ReadyAsync())).WaitAsync(TimeSpan.FromSeconds(15), Cancel);

        Assert.All(answers, a => Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (a.Status, Check(a.Answer, "database"))));

        await theft.RollbackAsync(Cancel);
        await UntilAsync(async () =>
        {
            portal.Time.Advance(TimeSpan.FromSeconds(5));
            return (await portal.ReadyAsync()).Status == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task GivenADatabaseThatIsGone_WhenReadinessIsAsked_ThenItIsUnready()
    {
        await using var portal = await TimedPortal.StartAsync();
        portal.RemoveDatabase();

        var (status, answer) = await portal.ReadyAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, Check(answer, "database")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(300)]
    public async Task GivenADatabaseThatIsGone_WhenAnAdministratorOfMinutesAgoAsks_ThenItIsToldToNobodyInParticularAndTheSessionStays(int minutes)
    {
        await using var portal = await TimedPortal.StartAsync();
        using var administrator = await portal.SignInAsync(Role.Administrator);
        var cookie = administrator.CookieHeader();
        var (_, fresh) = await portal.ReadyAsync(administrator);
        portal.RemoveDatabase();
        // The clock is set, not run: every timer of those hours would ask the database that is gone.
        portal.Time.AdjustTime(portal.Time.GetUtcNow() + TimeSpan.FromMinutes(minutes));

        var (status, answer) = await portal.ReadyAsync(administrator);
        using var live = await administrator.Client.GetAsync("/healthz/live", Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, Check(answer, "database")));
        Assert.Equal((true, false), (fresh.TryGetProperty("details", out var _), answer.TryGetProperty("details", out var _)));
        Assert.Equal((HttpStatusCode.OK, cookie), (live.StatusCode, administrator.CookieHeader()));
    }

    [Fact]
    public async Task GivenAStoreThatCannotBeWritten_WhenReadinessIsAsked_ThenItIsUnready()
    {
        await using var portal = await TimedPortal.StartAsync();
        var incoming = Path.Combine(portal.DataFolder, "incoming");
        Directory.Delete(incoming, recursive: true);
        await File.WriteAllTextAsync(incoming, "A file in the folder's place.", Cancel);

        var (status, answer) = await portal.ReadyAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, Check(answer, "store")));
    }

    [Fact]
    public async Task GivenTooLittleSpace_WhenReadinessIsAsked_ThenReadersStillGetInAndOnlyAdministratorsAreToldWhy()
    {
        await using var portal = await TimedPortal.StartAsync($"--Health:FreeSpaceMiB={int.MaxValue}");
        using var administrator = await portal.SignInAsync(Role.Administrator);
        using var reader = await portal.SignInAsync(Role.Radiologist);

        var (status, answer) = await portal.ReadyAsync();
        var (_, told) = await portal.ReadyAsync(administrator);
        var (_, untold) = await portal.ReadyAsync(reader);

        Assert.Equal((HttpStatusCode.OK, "Degraded"), (status, Check(answer, "store")));
        Assert.Contains("MiB are left", told.GetProperty("details").GetProperty("store").GetString(), StringComparison.Ordinal);
        Assert.All(new[] { answer, untold }, a => Assert.DoesNotContain("MiB", a.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task GivenModelsThatCannotBeRead_WhenReadinessIsAsked_ThenItIsUnready()
    {
        var models = Directory.CreateTempSubdirectory("oxi-no-models-");
        try
        {
            await using var portal = await TimedPortal.StartAsync($"--Inference:Models={models.FullName}");

            var (status, answer) = await portal.ReadyAsync();

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, Check(answer, "models")));
        }
        finally
        {
            models.Delete();
        }
    }

    [Fact]
    public async Task GivenFilmsThatWait_WhenNoServiceAsks_ThenTheQueueIsDegradedUntilOneWorks()
    {
        await using var portal = await TimedPortal.StartAsync();
        using var administrator = await portal.SignInAsync(Role.Administrator);
        await portal.UploadAsync(1);
        await portal.UploadAsync(2);
        portal.Time.Advance(Look);
        var fresh = Check((await portal.ReadyAsync()).Answer, "queue");

        portal.Time.Advance(TimeSpan.FromMinutes(6));
        var (status, silent) = await portal.TellAsync(administrator);
        var first = await portal.Queue.LeaseAsync("gpu/1", Cancel);
        portal.Time.Advance(Look);
        var working = Check((await portal.ReadyAsync()).Answer, "queue");

        portal.Time.Advance(TimeSpan.FromMinutes(7));
        var lapsed = (await portal.TellAsync(administrator)).Answer;

        portal.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(await portal.Queue.FailAsync(first, new Refusal(RefusalCodes.Failed, "No."), final: true, Cancel));
        // A service of another site asks: it is there, though this film is none of its own.
        Assert.Empty(await portal.Elsewhere.LeaseAsync(new SiteId(2), "gpu/2", 1, TimeSpan.Zero, Cancel));
        portal.Time.Advance(Look);
        var old = (await portal.TellAsync(administrator)).Answer;

        Assert.Equal(("Healthy", HttpStatusCode.OK, "Degraded", "Healthy"), (fresh, status, Check(silent, "queue"), working));
        Assert.Contains("no service has asked", Detail(silent), StringComparison.Ordinal);
        Assert.Contains("leases ran out", Detail(lapsed), StringComparison.Ordinal);
        Assert.Contains("has waited 4", Detail(old), StringComparison.Ordinal);
    }

    private static string? Check(JsonElement answer, string name) => answer.GetProperty("checks").GetProperty(name).GetString();

    private static string? Detail(JsonElement answer) => answer.GetProperty("details").GetProperty("queue").GetString();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, "It did not come back.");
            await Task.Delay(50, Cancel);
        }
    }

    private sealed class TimedPortal : IAsyncDisposable
    {
        private static readonly Actor Founder = new(Guid.CreateVersion7(), "Ada", SiteId.Default, new HashSet<Role> { Role.Administrator });

        private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("oxi-ready-");
        private readonly WebApplication _app;

        private TimedPortal(string[] settings) => _app = PortalHost.Build(
            new PortalStart(false, _data.FullName, "http://127.0.0.1:0", ["--Inference:Embedded=false", .. settings]), builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(Time);
                builder.Services.LeaveLostWorkToTheTest();
            });

        // Near the real one: cookies are dated by both.
        public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

        public string DataFolder => _data.FullName;

        public string DatabaseFile => Path.Combine(DataFolder, "oxiportal.db");

        public IAnalysisQueue Queue => _app.Services.GetRequiredService<IAnalysisQueue>();

        public RemoteWork Elsewhere => _app.Services.GetRequiredService<RemoteWork>();

        public static async Task<TimedPortal> StartAsync(params string[] settings)
        {
            var portal = new TimedPortal(settings);
            await portal._app.Services.PrepareInfrastructureAsync(Cancel);
            await portal._app.StartAsync(Cancel);
            return portal;
        }

        public async Task<Browser> SignInAsync(Role role)
        {
            var email = $"{role}@ready.local".ToLowerInvariant();
            await _app.Services.GetRequiredService<CreateUser>().RunAsync(Founder, email, "Jo", PortalFixture.Password, new HashSet<Role> { role }, Cancel);
            var browser = new Browser(new Uri(_app.Urls.First()));
            using var answer = await browser.SignInAsync(email, PortalFixture.Password);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return browser;
        }

        public async Task<(HttpStatusCode Status, JsonElement Answer)> ReadyAsync(Browser? browser = null)
        {
            using var anybody = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
            using var answer = await (browser?.Client ?? anybody).GetAsync("/healthz/ready", Cancel);
            return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)));
        }

        /// <summary>To an administrator who has just opened a page.</summary>
        public async Task<(HttpStatusCode Status, JsonElement Answer)> TellAsync(Browser administrator)
        {
            using var page = await administrator.Client.GetAsync("/admin/status", Cancel);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            return await ReadyAsync(administrator);
        }

        public void RemoveDatabase()
        {
            SqliteConnection.ClearAllPools();
            foreach (var file in Directory.GetFiles(DataFolder, "oxiportal.db*"))
                File.Delete(file);
        }

        public async Task UploadAsync(int number)
        {
            using var content = new MemoryStream(Films.Small(number).ToBytes().ToArray());
            Assert.True(Assert.Single(await _app.Services.GetRequiredService<TakeInUpload>().RunAsync(Founder, "film.dcm", content, Cancel)).Queued);
        }

        public async ValueTask DisposeAsync()
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
            SqliteConnection.ClearAllPools();
            _data.Delete(recursive: true);
        }
    }
}
