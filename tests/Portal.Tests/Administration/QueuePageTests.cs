using Bunit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Administration;

public sealed class QueuePageTests(PortalFixture portal) : BunitContext, IClassFixture<PortalFixture>
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenWorkThatWaits_WhenItIsMadeUrgentRunsAndIsCancelled_ThenThePageFollows()
    {
        var film = await portal.UploadAsync(811);
        var queue = portal.Service<IAnalysisQueue>();
        var page = Page();
        Assert.Contains(film.Instance(), page.Find("tr[data-analysis]").TextContent, StringComparison.Ordinal);

        await page.Find("select").ChangeAsync(new() { Value = "Stat" });
        page.WaitForAssertion(() => Assert.Contains("The film: urgent.", page.Markup, StringComparison.Ordinal));
        var lease = await queue.LeaseAsync("gpu/7", Cancel);
        page.WaitForAssertion(() => Assert.Contains("Attempt 1, gpu/7", page.Find("tr[data-analysis]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Empty(page.FindAll("select"));

        await page.Find("tr[data-analysis] button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Nothing waits.", page.Markup, StringComparison.Ordinal));
        Assert.False(await queue.HeartbeatAsync(lease, Cancel));
    }

    private IRenderedComponent<QueuePage> Page()
    {
        this.SignIn(portal, Role.Administrator);
        Services.AddSingleton(portal.Service<ListQueue>()).AddSingleton(portal.Service<PrioritiseStudy>()).AddSingleton(portal.Service<CancelAnalysis>())
            .AddSingleton(portal.Service<QueueSignals>()).AddSingleton(TimeProvider.System);
        var page = Render<QueuePage>();
        page.WaitForElement("[data-testid=queue-counts]");
        return page;
    }
}
