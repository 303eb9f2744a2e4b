using Bunit;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Administration;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Administration;

[Collection(PortalCollection.Name)]
public sealed class StatusPageTests(PortalFixture portal) : BunitContext
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public void GivenAPageMoreInABrowser_WhenTimePasses_ThenThePageRenewsItself()
    {
        var page = Page();
        page.WaitForElement("[data-waiting=Normal]");
        var before = page.Find("[data-fact=circuits]").TextContent;
        Assert.Equal(2, page.FindAll("svg[role=img][aria-label*='over the last hour']").Count);

        portal.Service<PortalMeter>().CircuitOpened();
        try
        {
            _time.Advance(StatusPage.Every);
            page.WaitForAssertion(() => Assert.NotEqual(before, page.Find("[data-fact=circuits]").TextContent));
        }
        finally
        {
            portal.Service<PortalMeter>().CircuitClosed();
        }
    }

    [Fact]
    public async Task GivenOneWhoIsNoAdministrator_WhenTheStatusIsRead_ThenItIsRefusedWhateverThePageSays() =>
        await Assert.ThrowsAsync<AccessDeniedException>(() => portal.Service<ReadStatus>().RunAsync(portal.Actor(Role.QA), Cancel));

    [Fact]
    public void GivenARoleThatWasTakenAway_WhenThePageRenews_ThenItShowsNothingMore()
    {
        var authorization = this.SignIn(portal, Role.Administrator);
        var page = Rendered();
        page.WaitForElement("[data-fact=films]");

        authorization.SignIn(portal, Role.QA);
        _time.Advance(StatusPage.Every);

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-fact]")));
        Assert.Contains("no administrator", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAnHourOfLooks_WhenDrawn_ThenTheLineRunsFromLeftToRightAndTheMostIsAtTheTop()
    {
        var now = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
        QueuePoint[] points = [new(now.AddMinutes(-90), 99, 0), new(now.AddMinutes(-60), 0, 0), new(now.AddMinutes(-30), 10, 1), new(now, 5, 2)];

        var plot = QueuePlot.Draw(points[1..], p => p.Waiting, "Waiting films", now);

        Assert.Equal("0,79 300,1 600,40", plot.Line);
        Assert.Equal("Waiting films over the last hour: now 5, at most 10.", plot.Words);
        Assert.Equal(plot.Line.Split(' ').Length, QueuePlot.Draw([points[0], .. points[1..]], p => p.Running, "", now).Line.Split(' ').Length);
        Assert.Contains("nothing is known yet", QueuePlot.Draw([], p => p.Waiting, "Waiting films", now).Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(180000, "2 d 2 h")]
    public void GivenATime_ThenItIsReadAtAGlance(double seconds, string words) => Assert.Equal(words, StatusWords.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.012, "12 ms")]
    [InlineData(1.234, "1.23 s")]
    [InlineData(61.27, "61.3 s")]
    public void GivenAStage_ThenItsTimeHasTheFiguresThatCount(double seconds, string words) => Assert.Equal(words, StatusWords.Seconds(seconds));

    private IRenderedComponent<StatusPage> Page()
    {
        this.SignIn(portal, Role.Administrator);
        return Rendered();
    }

    private IRenderedComponent<StatusPage> Rendered()
    {
        Services.AddSingleton(portal.Service<ReadStatus>());
        Services.AddSingleton(portal.Service<ModelsInUse>());
        Services.AddSingleton<TimeProvider>(_time);
        return Render<StatusPage>();
    }
}
