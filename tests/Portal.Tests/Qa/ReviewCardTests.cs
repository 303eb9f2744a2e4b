using Bunit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Portal.Qa;

namespace OxiPortal.Portal.Tests.Qa;

public sealed class ReviewCardTests : BunitContext
{
    private readonly List<(ReviewItem Item, ReviewDecision Decision, string? Comment)> _decisions = [];

    [Fact]
    public void GivenADecision_WhenShown_ThenItsReasonItsScoreAndItsPlaceAreThere()
    {
        var card = Card();

        Assert.Contains("Rejected the model's mark: normal anatomy", card.Find("dl").TextContent, StringComparison.Ordinal);
        Assert.Contains("0.61", card.Markup, StringComparison.Ordinal);
        Assert.Contains("50 x 60 px at 100, 200", card.Markup, StringComparison.Ordinal);
        Assert.StartsWith("/api/films/1.2/1.2.3/crop?", card.Find("img").GetAttribute("src"), StringComparison.Ordinal);
    }

    [Fact]
    public void GivenThatThereIsNothingMoreToFind_WhenShown_ThenTheWholeFilmIsThereWithWhatWasFound()
    {
        var item = ReviewListTests.Item(1) with
        {
            Kind = VerdictKind.FullyRead,
            Reason = null,
            Box = new ImageBox(0, 0, 800, 1000),
            Found = [new ImageBox(80, 100, 80, 100), new ImageBox(400, 500, 8, 10)],
        };

        var card = Render<ReviewCard>(p => p.Add(c => c.Item, item));

        Assert.Contains("x=0&y=0&width=800&height=1000", card.Find("img").GetAttribute("src"), StringComparison.Ordinal);
        Assert.Equal(["left: 10%; top: 10%; width: 10%; height: 10%", "left: 50%; top: 50%; width: 1%; height: 1%"], card.FindAll(".oxi-crop-box").Select(b => b.GetAttribute("style")));
        Assert.Contains("nothing on this film but what is marked", card.Find("dl").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenAComment_WhenConfirmed_ThenItGoesAlong()
    {
        var card = Card();
        card.Find("[data-comment]").Change("  A rib. ");

        card.FindAll("button")[0].Click();

        Assert.Equal((ReviewDecision.Confirmed, "A rib."), (Assert.Single(_decisions).Decision, _decisions[0].Comment));
    }

    [Fact]
    public async Task GivenTheKeyOfRejection_WhenThePageCallsTheCard_ThenTheDecisionIsMade()
    {
        var card = Card();

        await card.InvokeAsync(() => card.Instance.DecideAsync(ReviewDecision.Rejected));

        Assert.Equal((ReviewDecision.Rejected, null), (Assert.Single(_decisions).Decision, _decisions[0].Comment));
    }

    [Fact]
    public void GivenTheNextDecision_WhenShown_ThenTheCommentOfTheLastIsGone()
    {
        var card = Card();
        card.Find("[data-comment]").Change("A rib.");

        card.Render(p => p.Add(c => c.Item, ReviewListTests.Item(2)));

        Assert.Equal("", card.Find("[data-comment]").GetAttribute("value") ?? "");
    }

    private IRenderedComponent<ReviewCard> Card() => Render<ReviewCard>(p => p
        .Add(c => c.Item, ReviewListTests.Item(1))
        .Add(c => c.OnDecision, made => _decisions.Add(made)));
}
