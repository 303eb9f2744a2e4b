using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Domain.Tests.Support;

namespace OxiPortal.Domain.Tests.Segments;

public sealed class SegmentPlannerTests
{
    private static readonly RegionMask s_nothing = RegionMask.Empty(400, 400);
    private static readonly RegionMask s_right = Masks.Of(400, 400, new PixelRect(40, 60, 110, 260));
    private static readonly RegionMask s_left = Masks.Of(400, 400, new PixelRect(240, 60, 110, 260));
    private static readonly RegionMask s_heart = Masks.Of(400, 400, new PixelRect(150, 200, 90, 100));

    [Fact]
    public void GivenNoLung_WhenPlanned_ThenItIsRefusedAsNoLungFound() =>
        Assert.Equal(RefusalCodes.NoLungFound, Refused(new(s_nothing, s_nothing, s_heart)).Code);

    [Fact]
    public void GivenOnlySpecks_WhenPlanned_ThenItIsRefusedAsImplausible()
    {
        var speck = Masks.Of(400, 400, new PixelRect(10, 10, 20, 20));
        Assert.Equal(RefusalCodes.ImplausibleRegions, Refused(new(speck, s_nothing, s_heart)).Code);
    }

    [Fact]
    public void GivenBothLungsInOnePlace_WhenPlanned_ThenItIsRefusedAsImplausible() =>
        Assert.Equal(RefusalCodes.ImplausibleRegions, Refused(new(s_right, s_right, s_heart)).Code);

    [Fact]
    public void GivenLungsThatFillTheFilm_WhenPlanned_ThenItIsRefusedAsImplausible()
    {
        var half = Masks.Of(400, 400, new PixelRect(0, 0, 200, 400));
        var otherHalf = Masks.Of(400, 400, new PixelRect(200, 0, 200, 400));
        Assert.Equal(RefusalCodes.ImplausibleRegions, Refused(new(half, otherHalf, s_nothing)).Code);
    }

    [Fact]
    public void GivenAThumbnail_WhenPlanned_ThenItIsRefusedAsTooSmallWithItsSize()
    {
        var outcome = SegmentPlanner.Plan(new(s_right, s_left, s_heart), 150, 160, null, SegmentPlanSettings.Default);

        var refusal = Assert.IsType<SegmentPlanOutcome.Refused>(outcome).Refusal;
        Assert.Equal(RefusalCodes.TooSmall, refusal.Code);
        Assert.Contains("160 x 150", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenALungIsMissing_WhenPlanned_ThenTheOtherIsPlannedAndThePlanSaysSo()
    {
        var plan = Planned(new(s_nothing, s_left, s_nothing), Spacing(1));

        Assert.Equal(BodyRegion.RightLung | BodyRegion.Heart, plan.Missing);
        Assert.All(plan.Segments, s => Assert.Equal(BodyRegion.LeftLung, s.Region));
        Assert.True(plan.Regions.RightLung.IsEmpty);
    }

    [Theory]
    [InlineData(0.143, 0.8)]
    [InlineData(0.175, 0.8)]
    [InlineData(0.2, 0.2 / 0.22)]
    [InlineData(0.4, 0.4 / 0.22)]
    public void GivenASpacing_WhenPlanned_ThenTheScaleLeadsToTheWorkingSpacingButNotBelowItsMinimum(double spacingMm, double scale)
    {
        // The lungs are 260 of 400 rows: a film that makes them 260 mm high has 400 mm.
        var pixels = (int)(400 / spacingMm);
        var outcome = SegmentPlanner.Plan(new(s_right, s_left, s_heart), pixels, pixels, Spacing(spacingMm), SegmentPlanSettings.Default);

        var plan = Assert.IsType<SegmentPlanOutcome.Planned>(outcome).Plan;
        Assert.False(plan.SpacingAssumed);
        Assert.All(plan.Segments, s => Assert.Equal(scale, s.Scale, 1e-12));
        Assert.All(plan.Segments, s => Assert.InRange(s.Rows, scale * s.Box.Height - 1e-6, scale * s.Box.Height + 1));
    }

    [Fact]
    public void GivenPixelsThatAreNotSquare_WhenPlanned_ThenTheSegmentsPixelsAreAndNeitherScaleIsBelowTheMinimum()
    {
        var outcome = SegmentPlanner.Plan(
            new(s_right, s_left, s_heart), 2000, 4000, new(0.2, 0.1, PixelSpacingSource.PixelSpacing), SegmentPlanSettings.Default);

        var segment = Assert.IsType<SegmentPlanOutcome.Planned>(outcome).Plan.Segments[0];
        Assert.Equal((1.6, 0.8, 0.8), (segment.RowScale, segment.ColumnScale, segment.Scale));
    }

    [Fact]
    public void GivenNoSpacing_WhenPlanned_ThenTheTallerLungIsTakenToBeOfAverageHeight()
    {
        var plan = Planned(new(s_right, s_left, s_heart), null);

        // 260 of the grid's 400 rows are 1300 of the film's 2000: 260 mm.
        Assert.True(plan.SpacingAssumed);
        Assert.Equal((0.2, 0.2), plan.SpacingMm);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1.0)]
    public void GivenASpacingNoHumanLungHas_WhenPlanned_ThenItIsNotBelieved(double spacingMm)
    {
        var plan = Planned(new(s_right, s_left, s_heart), Spacing(spacingMm));

        Assert.True(plan.SpacingAssumed);
        Assert.Equal(0.2, plan.SpacingMm.RowMm, 1e-12);
    }

    [Fact]
    public void GivenTwoSpacingsThatCannotBothBeTrue_WhenPlanned_ThenNeitherIsBelieved()
    {
        var plan = Planned(new(s_right, s_left, s_heart), new(0.2, 0.002, PixelSpacingSource.PixelSpacing));

        Assert.True(plan.SpacingAssumed);
        Assert.Equal((0.2, 0.2), plan.SpacingMm);
    }

    [Fact]
    public void GivenAnAdultLung_WhenPlanned_ThenItIsLaidInThreeBricksAsDrawnInAdr003()
    {
        var plan = Planned(new(s_right, s_left, s_nothing), Spacing(0.2));

        // Region: rows 50 to 330 of the grid, 1 mm each. 15 mm of the top, the joint and the bottom are seen once.
        var boxes = plan.Segments.Where(s => s.Region == BodyRegion.RightLung).Select(s => (s.Box.Y / 5, s.Box.Bottom / 5)).ToArray();
        Assert.Equal(3, boxes.Length);
        var (top, bottom, middle) = (boxes[0], boxes[1], boxes[2]);
        Assert.Equal((50, 330), (top.Item1, bottom.Item2));
        Assert.InRange(middle.Item1 - top.Item1, 13, 15);
        Assert.InRange(bottom.Item2 - middle.Item2, 13, 15);
        Assert.InRange(bottom.Item1 - top.Item2, 13, 15);
        Assert.InRange(plan.LargestUnsharedDiameterMm, 13, 15);
    }

    /// <summary>On a block the rules are about rows alone, so every place of a disc can be tried: short lungs are where the bricks are tight.</summary>
    [Fact]
    public void GivenABlockOfAnyHeight_WhenPlanned_ThenADiscAtAnyRowLiesWholeInASegmentAndTheReportedStripIsTheWidest()
    {
        for (var height = 64; height <= 420; height += 4)
        {
            var lung = Masks.Of(460, 200, new PixelRect(20, 20, 120, height));
            var outcome = SegmentPlanner.Plan(
                new(lung, RegionMask.Empty(460, 200), RegionMask.Empty(460, 200)), 920, 400, Spacing(0.5), SegmentPlanSettings.Default);

            var plan = Assert.IsType<SegmentPlanOutcome.Planned>(outcome).Plan;
            var boxes = plan.Segments.Select(s => s.Box).ToArray();
            // Two strips of 14 mm and twice 60 mm between them.
            Assert.Equal(height + 20 < 148 ? 2 : 3, boxes.Length);
            // Film rows of 0.5 mm; the region's are 20 to 20 + 2 * height + 40, a disc of 60 mm has 120 of them.
            var (from, to) = (20, 60 + 2 * height);
            for (var top = from; top + 120 <= to; top++)
                Assert.True(Array.Exists(boxes, b => b.Y <= top && b.Bottom >= top + 120), $"The disc at row {top} of a lung {height} mm high lies in no one segment.");
            var (widest, strip) = (0, 0);
            for (var row = from; row < to; row++)
            {
                strip = boxes.Count(b => row >= b.Y && row < b.Bottom) == 1 ? strip + 1 : 0;
                widest = Math.Max(widest, strip);
            }
            Assert.InRange(plan.LargestUnsharedDiameterMm, widest * 0.5, widest * 0.5 + 1);
            Assert.InRange(plan.LargestUnsharedDiameterMm, 0, 15);
        }
    }

    [Fact]
    public void GivenAHeartThatReachesIntoBothLungs_WhenPlanned_ThenItIsCutInTwoAndEachShowsOneLung()
    {
        var plan = Planned(new(s_right, s_left, s_heart), Spacing(0.2));

        var pieces = plan.Segments.Where(s => s.Region == BodyRegion.Heart).ToArray();
        Assert.Equal(2, pieces.Length);
        Assert.True(pieces[0].Shown.And(s_left).IsEmpty);
        Assert.True(pieces[1].Shown.And(s_right).IsEmpty);
        Assert.Equal(plan.Regions.Heart.Area, pieces[0].Shown.Or(pieces[1].Shown).Area);
    }

    [Fact]
    public void GivenAHeartNearOneLungOnly_WhenPlanned_ThenItIsOnePiece()
    {
        var heart = Masks.Of(400, 400, new PixelRect(170, 200, 75, 100));

        var piece = Assert.Single(Planned(new(s_right, s_left, heart), Spacing(0.2)).Segments, s => s.Region == BodyRegion.Heart);

        Assert.Equal(new PixelRect(160 * 5, 190 * 5, 95 * 5, 120 * 5), piece.Box);
    }

    private static PixelSpacing Spacing(double mm) => new(mm, mm, PixelSpacingSource.ImagerPixelSpacing);

    private static SegmentPlan Planned(RegionMasks masks, PixelSpacing? spacing) => Assert.IsType<SegmentPlanOutcome.Planned>(
        SegmentPlanner.Plan(masks, 2000, 2000, spacing, SegmentPlanSettings.Default)).Plan;

    private static Refusal Refused(RegionMasks masks) => Assert.IsType<SegmentPlanOutcome.Refused>(
        SegmentPlanner.Plan(masks, 2000, 2000, Spacing(0.2), SegmentPlanSettings.Default)).Refusal;
}
