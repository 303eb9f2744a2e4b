using Bunit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Portal.Qa;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Qa;

public sealed class QaPageTests(PortalFixture portal) : BunitContext, IClassFixture<PortalFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static int s_lastFilm = 800;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenAnEmptyPage_WhenAReadIsSubmitted_ThenItsDecisionsAppear()
    {
        await CheckAllAsync();
        var page = Page();
        page.WaitForState(() => page.Markup.Contains("Nothing awaits a check", StringComparison.Ordinal), Patience);

        await SubmitAsync(findings: 2);

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("button.oxi-review-item").Count), Patience);
        Assert.Equal("2 more to check.", page.Find("[aria-live]").TextContent);
    }

    [Fact]
    public async Task GivenTwoDecisions_WhenTheKeyIsPressedTwiceBeforeTheSecondIsSeen_ThenOnlyTheFirstIsConfirmed()
    {
        var page = await PageOfTwoAsync();
        var (first, second) = (Shown(page), (await ListAsync())[1].Verdict.Value);

        await page.InvokeAsync(() => page.Instance.KeyAsync("c", first));
        await page.InvokeAsync(() => page.Instance.KeyAsync("c", first));
        await page.InvokeAsync(() => page.Instance.KeyAsync("r", null));

        Assert.Equal(second, Shown(page));
        Assert.Equal(second, Assert.Single(await ListAsync()).Verdict.Value);
        await page.InvokeAsync(() => page.Instance.KeyAsync("r", second));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task GivenTwoDecisions_WhenASecondClickIsUnderWayAsTheNextComes_ThenItDecidesNothing()
    {
        var page = await PageOfTwoAsync();
        var card = page.FindComponent<ReviewCard>().Instance;
        var first = card.Item;

        await page.InvokeAsync(() => card.OnDecision.InvokeAsync((first, ReviewDecision.Confirmed, null)));
        await page.InvokeAsync(() => card.OnDecision.InvokeAsync((first, ReviewDecision.Confirmed, null)));

        Assert.DoesNotContain("was first", page.Markup, StringComparison.Ordinal);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task GivenDecisions_WhenChosenFromTheList_ThenEachIsAButtonAndTheOneShownIsCurrent()
    {
        var page = await PageOfTwoAsync();
        Assert.Equal("true", page.FindAll("button.oxi-review-item")[0].GetAttribute("aria-current"));

        page.FindAll("button.oxi-review-item")[1].Click();

        Assert.Equal([null, "true"], page.FindAll("button.oxi-review-item").Select(b => b.GetAttribute("aria-current")));
        Assert.Equal((await ListAsync())[1].Verdict.Value, Shown(page));
        Assert.All(page.FindAll("button.oxi-review-item"), b => Assert.True(b.HasAttribute("data-row")));
    }

    [Fact]
    public async Task GivenADecisionBeingLookedAt_WhenSomebodyElseChecksIt_ThenThePageSaysSoAndGoesOn()
    {
        var page = await PageOfTwoAsync();
        var (first, second) = (Shown(page), (await ListAsync())[1].Verdict.Value);

        await portal.Service<ReviewVerdict>().RunAsync(OtherQa, new VerdictId(first), ReviewDecision.Confirmed, null, Cancel);

        page.WaitForAssertion(() => Assert.Contains("has been checked meanwhile", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(second, Shown(page));
    }

    private Actor OtherQa => portal.Actor(Role.QA) with { UserId = Guid.Parse("019a0000-0000-7000-8000-0000000000cc"), DisplayName = "Other QA" };

    private static Guid Shown(IRenderedComponent<QaPage> page) => Guid.Parse(page.Find("[data-verdict]").GetAttribute("data-verdict")!);

    private Task<IReadOnlyList<ReviewItem>> ListAsync() => portal.Service<ListReviews>().RunAsync(portal.Actor(Role.QA), Cancel);

    private async Task CheckAllAsync()
    {
        foreach (var item in await ListAsync())
            await portal.Service<ReviewVerdict>().RunAsync(OtherQa, item.Verdict, ReviewDecision.Confirmed, null, Cancel);
    }

    private async Task SubmitAsync(int findings)
    {
        var film = await portal.UploadAsync(++s_lastFilm);
        var reader = portal.Actor(Role.Radiologist);
        var study = StudyInstanceUid.Parse(film.Study());
        var version = 0;
        for (var i = 0; i < findings; i++)
        {
            var request = new FindingRequest(
                study, SopInstanceUid.Parse(film.Instance()), 1, new ImageBox(20 + 30 * i, 30, 20, 20), FindingLabels.Nodule, null, null, "{}", version);
            version = Assert.IsType<ReadOutcome.Saved>(await portal.Service<AddFinding>().RunAsync(reader, request, Cancel)).Read.Version;
        }
        Assert.IsType<ReadOutcome.Saved>(await portal.Service<SubmitRead>().RunAsync(reader, study, nothingMore: false, version, Cancel));
    }

    private async Task<IRenderedComponent<QaPage>> PageOfTwoAsync()
    {
        await CheckAllAsync();
        await SubmitAsync(findings: 2);
        var page = Page();
        page.WaitForElement("[data-verdict]", Patience);
        return page;
    }

    private IRenderedComponent<QaPage> Page()
    {
        this.SignIn(portal, Role.QA);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(portal.Service<ListReviews>()).AddSingleton(portal.Service<ReviewVerdict>()).AddSingleton(portal.Service<LabelSignals>())
            .AddSingleton(TimeProvider.System);
        return Render<QaPage>();
    }
}
