using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Training.Augmentation;
using OxiPortal.Training.Data;
using OxiPortal.Training.Nets;

namespace OxiPortal.Training.Tests;

public class CropTests
{
    private const int Side = 256;
    private const int Film = 1000;

    [Fact]
    public void GivenASegment_WhenCropped_ThenWhatLiesOutsideItsRegionIsBlankAndUnknown()
    {
        var example = Example(fullyRead: true);
        var (input, truth) = Crop(example, example.Segments[0], simulate: false, seed: 3);
        var plane = Side * Side;

        for (var i = 0; i < plane; i++)
        {
            Assert.True(input[plane + i] is 0 or 1);
            if (input[plane + i] == 0)
                Assert.Equal(0, input[i]);
        }
        foreach (var (cell, shown) in ShownShares(input).Index())
            Assert.Equal(shown < CropMaker.LeastShown, truth[cell] == TruthMap.Unknown);
    }

    [Fact]
    public void GivenAMarkedNodule_WhenCroppedAroundIt_ThenItsCellsAreTheNodules()
    {
        var example = Example(fullyRead: true, new TruthBox(IrregularityClasses.Nodule, 280, 380, 60, 60, true));
        var random = new Random(1);
        var found = 0;
        for (var seed = 0; seed < 10; seed++)
        {
            var draw = CropDraw.AtFinding(example, TruthMap.Nodule, random);
            var (input, truth) = new CropMaker(Side, 0.22).Cropped(draw, seed);
            found += truth.Any(t => (t & TruthMap.Nodule) != 0) ? 1 : 0;
        }
        Assert.Equal(10, found);
    }

    [Fact]
    public void GivenASimulatedNodule_WhenPasted_ThenTheTruthKnowsIt()
    {
        var example = Example(fullyRead: true);
        var random = new Random(5);
        var marked = Enumerable.Range(0, 20).Count(seed =>
        {
            var draw = CropDraw.Anywhere(example, random, simulate: true);
            return new CropMaker(Side, 0.22).Cropped(draw, seed).Truth.Any(t => (t & TruthMap.Nodule) != 0);
        });

        // A tiny one may fill no cell well enough to be asked for.
        Assert.InRange(marked, 14, 20);
    }

    [Fact]
    public void GivenAFilmThatIsNotFullyRead_WhenMapped_ThenOnlyWhatIsMarkedIsKnown()
    {
        var film = new TrainingFilm("export", "a", "a", "", null, null) { Rejected = [new TruthBox(IrregularityClasses.Nodule, 100, 100, 80, 80, false)] };

        var map = TruthMap.Of(film, 400, 400, 400, 400);

        Assert.Equal(0, map[(140 / 4 * 100) + (140 / 4)]);
        Assert.Equal(TruthMap.Unknown, map[0]);
    }

    [Fact]
    public void GivenALooseBox_WhenMapped_ThenItsCoreIsTheFindingAndItsRimIsUnknown()
    {
        var film = new TrainingFilm("export", "a", "a", "", null, true) { FullyRead = true, Boxes = [new TruthBox(IrregularityClasses.Opacity, 100, 100, 200, 200, false)] };

        var map = TruthMap.Of(film, 400, 400, 400, 400);

        Assert.Equal(TruthMap.Opacity | TruthMap.NoduleUnknown, map[(200 / 4 * 100) + (200 / 4)]);
        Assert.Equal(TruthMap.Unknown, map[(104 / 4 * 100) + (104 / 4)]);
        Assert.Equal(0, map[0]);
    }

    [Fact]
    public void GivenTheSameNumber_WhenABatchIsMadeAgain_ThenItIsTheSame()
    {
        var lesson = new IrregularityLesson(new BatchPlan([Example(fullyRead: true), Example(fullyRead: false)], Shares, 0.4), Side, 0.22, average: 1, seed: 1);

        var (first, second) = (lesson.MakeBatch(4, 6), lesson.MakeBatch(4, 6));

        Assert.Equal(first.Crops, second.Crops);
        Assert.Equal(first.Truth, second.Truth);
        Assert.NotEqual(first.Crops, lesson.MakeBatch(5, 6).Crops);
    }

    [Fact]
    public void GivenAveragedPixels_WhenCropped_ThenTheSameCellsAreTaughtAsAtFullResolution()
    {
        var box = new TruthBox(IrregularityClasses.Nodule, 250, 380, 90, 90, true);
        var (fine, coarse) = (Example(fullyRead: true, box), Example(fullyRead: true, 2, box));
        Assert.Equal((fine.Rows, fine.Rows / 2), (coarse.Rows, coarse.GreyRows));
        var cells = Side / CellNet.Stride;
        for (var seed = 0; seed < 5; seed++)
        {
            var draw = CropDraw.AtFinding(fine, TruthMap.Nodule, new Random(seed));
            var (input, truth) = (new float[2 * Side * Side], new byte[cells * cells]);
            var (small, taught) = (new float[2 * Side * Side / 4], new byte[cells * cells]);
            new CropMaker(Side, 0.22).Fill(fine, draw.Segment, (draw.X, draw.Y), false, new Random(seed), input, truth);
            new CropMaker(Side / 2, 0.22, 2).Fill(coarse, draw.Segment, (draw.X, draw.Y), false, new Random(seed), small, taught);

            Assert.True(truth.Zip(taught).Count(p => p.First == p.Second) >= 0.9 * truth.Length);
            Assert.Contains(taught, t => (t & TruthMap.Nodule) != 0);
        }
    }

    [Fact]
    public void GivenNothingThatTeaches_WhenABatchIsPlanned_ThenTheMessageSaysSo()
    {
        var bag = Example(fullyRead: false);
        Assert.Throws<InvalidDataException>(() => new BatchPlan([bag with { Film = bag.Film with { Abnormal = true } }], Shares, 0.4));
    }

    private static (float[] Input, byte[] Truth) Crop(IrregularityExample example, CropSource segment, bool simulate, int seed)
    {
        var centre = (segment.Box.X + segment.Box.Width / 2.0, segment.Box.Y + segment.Box.Height / 2.0);
        return new CropMaker(Side, 0.22).Cropped(new CropDraw(example, segment, centre.Item1, centre.Item2, simulate), seed);
    }

    private static IEnumerable<double> ShownShares(float[] input)
    {
        var cells = Side / CellNet.Stride;
        for (var cell = 0; cell < cells * cells; cell++)
        {
            var sum = 0f;
            for (var i = 0; i < CellNet.Stride * CellNet.Stride; i++)
                sum += input[Side * Side + ((cell / cells * CellNet.Stride) + (i / CellNet.Stride)) * Side + (cell % cells * CellNet.Stride) + (i % CellNet.Stride)];
            yield return sum / (CellNet.Stride * CellNet.Stride);
        }
    }

    private static readonly Dictionary<string, double> Shares = new() { ["export"] = 1 };

    private static IrregularityExample Example(bool fullyRead, params TruthBox[] boxes) => Example(fullyRead, 1, boxes);

    private static IrregularityExample Example(bool fullyRead, int average, params TruthBox[] boxes)
    {
        // Two upright ellipses for lungs, a disc for the heart; the film is noise.
        static RegionMask Ellipse(double cx, double cy, double rx, double ry) => new(250, 250,
            [.. Enumerable.Range(0, 250 * 250).Select(i => Math.Pow((i % 250 - cx) / rx, 2) + Math.Pow((i / 250 - cy) / ry, 2) < 1)]);
        var masks = new RegionMasks(Ellipse(75, 120, 35, 75), Ellipse(175, 120, 35, 75), Ellipse(135, 165, 30, 28));
        var plan = Assert.IsType<SegmentPlanOutcome.Planned>(SegmentPlanner.Plan(masks, Film, Film, null, SegmentPlanSettings.Default)).Plan;
        var random = new Random(2);
        var image = new GreyImage(Film, Film, [.. Enumerable.Range(0, Film * Film).Select(_ => 1000f * (float)random.NextDouble())]);
        var film = new TrainingFilm("export", "a", "a", "", null, boxes.Length > 0 ? true : fullyRead ? false : null) { FullyRead = fullyRead, Boxes = boxes };
        return IrregularityExample.From(film, image, plan, average);
    }
}

internal static class CropMakerExtensions
{
    public static (float[] Input, byte[] Truth) Cropped(this CropMaker maker, CropDraw draw, int seed)
    {
        const int Side = 256;
        var (input, truth) = (new float[2 * Side * Side], new byte[maker.Cells * maker.Cells]);
        maker.Fill(draw.Example, draw.Segment, (draw.X, draw.Y), draw.Simulate, new Random(seed), input, truth);
        return (input, truth);
    }
}
