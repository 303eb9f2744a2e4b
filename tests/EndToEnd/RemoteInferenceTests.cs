using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>The portal analyses nothing itself: two services of their own do, one of which dies in the middle.</summary>
[Collection(BrowserTests.Name)]
public sealed class RemoteInferenceTests : IDisposable
{
    /// <summary>What the portal promises to whoever revokes a token, also of a request that waits.</summary>
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(5);

    /// <summary>
    /// From the refusal to the process's end: the host stops with nothing in hand, the networks are let go, the runtime ends. Well under a second on a free
    /// machine, and some seconds where other tests' browsers and portals have the cores.
    /// </summary>
    private static readonly TimeSpan ExitWithin = TimeSpan.FromSeconds(5);

    private readonly string _tokenFile = Path.Combine(Path.GetTempPath(), "oxiportal-token-" + Guid.NewGuid().ToString("N"));

    public void Dispose() => File.Delete(_tokenFile);

    [Fact]
    public async Task AnAdministratorIssuesATokenByPage_TwoServicesShareTheFilms_OneIsKilled_TheOtherFinishes_ARevokedTokenStopsIt()
    {
        Browser.SkipWhereNoneIsInstalled();
        // A lease must outlast the services' heartbeat of 10 s, and not the test's patience.
        await using var portal = await RunningPortal.StartDemoAsync(new Dictionary<string, string> { ["Inference__Embedded"] = "false", ["Queue__LeaseSeconds"] = "15" });
        var (playwright, browser) = await Browser.StartAsync();
        using var _ = playwright;
        await using var __ = browser;
        await Evidence.KeepIfFailedAsync(nameof(RemoteInferenceTests), browser, portal, async () =>
        {
            var reader = await browser.SignInAsync(portal, "radiologist@demo.local");
            await reader.GotoAsync("/worklist");
            var waiting = reader.Locator("tr[data-state=Waiting], tr[data-state=Running]");
            await Assertions.Expect(waiting.First).ToBeVisibleAsync();
            var films = await waiting.CountAsync();

            var administrator = await browser.SignInAsync(portal, "admin@demo.local");
            var tokens = new TokensPage(administrator);
            await File.WriteAllTextAsync(_tokenFile, await tokens.IssueAsync(), TestContext.Current.CancellationToken);
            string[] service = ["inference", "--portal", portal.Url, "--token-file", _tokenFile, "--threads", "1"];
            await using var first = OxiProcess.Start(service);
            await using var second = OxiProcess.Start(service);
            await first.WaitForLineAsync("irregularities in", TimeSpan.FromMinutes(2));
            await first.KillAsync();

            await Assertions.Expect(waiting).ToHaveCountAsync(0, new() { Timeout = 180_000 });
            await Assertions.Expect(reader.Locator("tr[data-state=Completed]")).ToHaveCountAsync(films);
            Assert.Contains("irregularities in", second.Printed, StringComparison.Ordinal);
            // Nothing failed, and nothing was done in the portal's own process.
            await Assertions.Expect(reader.Locator("tr[data-state=Failed]")).ToHaveCountAsync(0);
            Assert.DoesNotContain("irregularities in", portal.Printed, StringComparison.Ordinal);

            // By now it waits for work, in a request that the portal holds open.
            Assert.False(second.HasEnded);
            Assert.NotEqual(HttpStatusCode.Unauthorized, await AskForWorkAsync(portal));
            await tokens.RevokeAsync();
            Assert.Equal(HttpStatusCode.Unauthorized, await AskForWorkAsync(portal));
            // Nothing is asked for any more from here on, whatever the process still has to put away.
            await second.WaitForLineAsync(" stopped.", ToldWithin + ExitWithin);
            Assert.InRange(TimeProvider.System.GetUtcNow() - await RevokedAtAsync(portal), TimeSpan.Zero, ToldWithin);
            var exitCode = await second.WaitForExitAsync(ExitWithin);
            Assert.Equal(1, exitCode);
            Assert.Contains("token", second.Printed, StringComparison.OrdinalIgnoreCase);
        });
    }

    /// <summary>A request of the service's kind with its token. It says too little to be given any work.</summary>
    private async Task<HttpStatusCode> AskForWorkAsync(RunningPortal portal)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{portal.Url}/api/inference/v1/lease") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(_tokenFile, TestContext.Current.CancellationToken)).Trim());
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<DateTimeOffset> RevokedAtAsync(RunningPortal portal)
    {
        await using var db = PortalDatabase.Open(portal.Database);
        return (await db.ServiceTokens.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).RevokedAt ?? throw new InvalidOperationException("No token was revoked.");
    }
}
