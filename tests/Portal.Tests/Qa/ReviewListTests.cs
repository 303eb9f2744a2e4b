using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Portal.Qa;

namespace OxiPortal.Portal.Tests.Qa;

public sealed class ReviewListTests
{
    [Fact]
    public void GivenDecisions_WhenOneIsChecked_ThenTheNextIsLookedAt()
    {
        var list = Of(1, 2, 3);
        list.Select(Id(2));

        list.Remove(Id(2));

        Assert.Equal((Id(3), 2), (list.Current?.Verdict, list.Position));
    }

    [Fact]
    public void GivenTheLastDecision_WhenChecked_ThenTheOneBeforeIsLookedAtAndAtTheEndNone()
    {
        var list = Of(1, 2);
        list.Move(+1);

        list.Remove(Id(2));
        Assert.Equal(Id(1), list.Current?.Verdict);
        list.Remove(Id(1));

        Assert.Null(list.Current);
        Assert.Equal(0, list.Position);
    }

    [Fact]
    public void GivenTheEnds_WhenMovedBeyond_ThenItStays()
    {
        var list = Of(1, 2);
        list.Move(-1);
        Assert.Equal(Id(1), list.Current?.Verdict);
        list.Move(+5);
        Assert.Equal(Id(2), list.Current?.Verdict);
    }

    [Fact]
    public void GivenAFreshList_WhenShown_ThenTheDecisionBeingLookedAtStays()
    {
        var list = Of(1, 2);
        list.Move(+1);

        list.Show([Item(2), Item(3)]);

        Assert.Equal(Id(2), list.Current?.Verdict);
    }

    [Theory]
    [InlineData(10, 10, 20, 20)]
    [InlineData(0, 0, 5, 5)]
    [InlineData(1990, 1480, 10, 20)]
    [InlineData(0, 0, 2000, 1500)]
    public void GivenABoxAnywhere_WhenItsCropIsChosen_ThenTheCropHoldsTheBoxAndLiesOnTheFilm(double x, double y, double width, double height)
    {
        var item = Item(1) with { Rows = 1500, Columns = 2000, Box = new ImageBox(x, y, width, height) };

        var crop = CropAddress.Of(item);

        Assert.True(crop.Crop is { X: >= 0, Y: >= 0 } && crop.Crop.Right <= 2000 && crop.Crop.Bottom <= 1500);
        var place = crop.Place(item.Box);
        Assert.InRange(place.Left, 0, 100);
        Assert.InRange(place.Left + place.Width, 0, 100.001);
        Assert.InRange(place.Top, 0, 100);
        Assert.InRange(place.Top + place.Height, 0, 100.001);
    }

    internal static VerdictId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    internal static ReviewItem Item(int number) => new(
        Id(number), StudyInstanceUid.Parse("1.2"), SopInstanceUid.Parse("1.2.3"), 1, 1000, 800, new ImageBox(100, 200, 50, 60), FindingLabels.Nodule,
        VerdictKind.Rejected, RejectionReasons.All[0], null, 0.61, "Dr Reader", DateTimeOffset.UnixEpoch);

    private static ReviewList Of(params int[] numbers)
    {
        var list = new ReviewList();
        list.Show([.. numbers.Select(Item)]);
        return list;
    }
}
