using Microsoft.Playwright;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.EndToEnd;

/// <summary>The portal analyses nothing itself: two services of their own do, one of which dies in the middle.</summary>
[Collection(BrowserTests.Name)]
public sealed class RemoteInferenceTests : IDisposable
{
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

            await tokens.RevokeAsync();
            Assert.Equal(1, await second.WaitForExitAsync(TimeSpan.FromMinutes(1)));
            Assert.Contains("token", second.Printed, StringComparison.OrdinalIgnoreCase);
        });
    }
}
