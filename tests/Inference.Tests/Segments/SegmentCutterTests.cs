using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Preprocessing;
using OxiPortal.Inference.Segments;
using OxiPortal.Inference.Tests.Support;

namespace OxiPortal.Inference.Tests.Segments;

public sealed class SegmentCutterTests
{
    private const int Stride = 16;

    [Fact]
    public void GivenAPlan_WhenCut_ThenWhatIsNotShownIsBlankInBothChannels()
    {
        var (plan, cutter, working) = Plan();

        foreach (var segment in plan.Segments)
        {
            var cut = cutter.Cut(segment);
            for (var y = 0; y < cut.Rows; y++)
            {
                for (var x = 0; x < cut.Columns; x++)
                {
                    var (filmX, filmY) = (cut.CellX * Stride + x, cut.CellY * Stride + y);
                    var shown = filmX < working.Columns && filmY < working.Rows && segment.Shown.AtFilmPixel(filmX, filmY, working.Rows, working.Columns);
                    Assert.Equal(shown ? 1 : 0, cut.Values[(cut.Rows + y) * cut.Columns + x]);
                    if (!shown)
                        Assert.Equal(0, cut.Values[y * cut.Columns + x]);
                }
            }
        }
    }

    [Fact]
    public void GivenALungsSegment_WhenCut_ThenNoPixelOfTheOtherLungSurvives()
    {
        var (plan, cutter, working) = Plan();

        foreach (var segment in plan.Segments.Where(s => s.Region != BodyRegion.Heart))
        {
            var other = Masks()[segment.Region == BodyRegion.RightLung ? BodyRegion.LeftLung : BodyRegion.RightLung];
            var cut = cutter.Cut(segment);
            for (var i = 0; i < cut.Rows * cut.Columns; i++)
            {
                var (filmX, filmY) = (cut.CellX * Stride + i % cut.Columns, cut.CellY * Stride + i / cut.Columns);
                if (filmX < working.Columns && filmY < working.Rows && other.AtFilmPixel(filmX, filmY, working.Rows, working.Columns))
                    Assert.Equal(0, cut.Values[i]);
            }
        }
    }

    [Fact]
    public void GivenSegmentsPaddedForABatch_WhenScored_ThenTheirScoresAreThoseOfEachAlone()
    {
        var (plan, cutter, _) = Plan();
        using var models = new TinyModels(TinyFilm.Rows, TinyFilm.Columns);
        using var loaded = models.Load();

        var alone = Heat(1);
        var batched = Heat(8);

        foreach (var label in alone.Classes)
        {
            for (var i = 0; i < alone.ByClass[label].Length; i++)
                Assert.Equal(alone.ByClass[label][i], batched.ByClass[label][i], 1e-5f);
        }

        CellHeat Heat(int mostInBatch)
        {
            var scorer = new SegmentScorer(loaded.Irregularities, mostInBatch);
            var heat = new CellHeat(cutter.CellRows, cutter.CellColumns, Stride, scorer.Classes);
            var scored = new List<int>();
            scorer.Score(plan, cutter, heat, (segment, _) => scored.Add(segment.Id), CancellationToken.None);
            Assert.Equal(plan.Segments.Select(s => s.Id), scored.Order());
            return heat;
        }
    }

    [Fact]
    public async Task GivenSeveralFilmsAtOnce_WhenTheyShareBatches_ThenEachHasItsOwnScoresAndBatchesAreFuller()
    {
        const int Films = 4;
        var (plan, cutter, _) = Plan();
        using var models = new TinyModels(TinyFilm.Rows, TinyFilm.Columns);
        using var loaded = models.Load();
        var (alone, batchesAlone) = (Score(new SegmentScorer(loaded.Irregularities, 8)), 0);
        loaded.Irregularities.Ran = (_, _) => Interlocked.Increment(ref batchesAlone);
        Score(new SegmentScorer(loaded.Irregularities, 8));

        var (sizes, shared) = (new System.Collections.Concurrent.ConcurrentBag<long>(), new SegmentScorer(loaded.Irregularities, 8));
        using var gate = new Barrier(Films);
        // They begin together; who comes first runs a batch while the others queue up, however slow they are.
        var passes = plan.Segments.Select(s => s.Shown).Distinct().Count();
        loaded.Irregularities.Ran = (input, _) =>
        {
            if (sizes.IsEmpty)
                SpinWait.SpinUntil(() => input[0] + shared.Waits >= Films * passes, TimeSpan.FromSeconds(30));
            sizes.Add(input[0]);
        };
        var heats = await Task.WhenAll(Enumerable.Range(0, Films).Select(_ => Task.Factory.StartNew(
            () => Score(shared, gate), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        foreach (var heat in heats)
        {
            foreach (var label in alone.Classes)
            {
                for (var i = 0; i < alone.ByClass[label].Length; i++)
                    Assert.Equal(alone.ByClass[label][i], heat.ByClass[label][i], 1e-5f);
            }
        }
        // One pass for all segments that show the same region.
        Assert.Equal(Films * passes, sizes.Sum());
        Assert.True(sizes.Count < Films * batchesAlone, $"{sizes.Count} batches for {Films} films, {batchesAlone} for one");

        CellHeat Score(SegmentScorer scorer, Barrier? together = null)
        {
            var heat = new CellHeat(cutter.CellRows, cutter.CellColumns, Stride, scorer.Classes);
            together?.SignalAndWait();
            scorer.Score(plan, cutter, heat, (_, _) => { }, CancellationToken.None);
            return heat;
        }
    }

    [Fact]
    public async Task GivenFilmsThatShareBatches_WhenOneBreaksOrIsCancelled_ThenTheOthersAreScoredAllTheSame()
    {
        var (plan, cutter, _) = Plan();
        using var models = new TinyModels(TinyFilm.Rows, TinyFilm.Columns);
        using var loaded = models.Load();
        var scorer = new SegmentScorer(loaded.Irregularities, 8);
        using var stop = new CancellationTokenSource();

        var broken = Run(() => throw new InvalidOperationException("mine"), CancellationToken.None);
        var cancelled = Run(stop.Cancel, stop.Token);
        var scored = 0;
        var whole = Run(() => Interlocked.Increment(ref scored), CancellationToken.None);

        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => broken)).Message);
        await whole;
        Assert.Equal(plan.Segments.Count, scored);
        // The last segment may have been done when it was cancelled.
        var end = await Record.ExceptionAsync(() => cancelled);
        Assert.True(end is null or OperationCanceledException, end?.ToString());

        Task Run(Action each, CancellationToken cancel) => Task.Factory.StartNew(
            () => scorer.Score(plan, cutter, new CellHeat(cutter.CellRows, cutter.CellColumns, Stride, scorer.Classes), (_, _) => each(), cancel),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    [Fact]
    public void GivenBandsOfALung_WhenScoredInOnePass_ThenAwayFromTheirCutsEachCellIsWhatTheSegmentAloneGives()
    {
        // The shipped net sees 15 cells wide: as many cells from a band's cut, half of that each way, nothing of it is seen.
        const int Reach = 8;
        using var models = LoadedModels.FromFolder(ModelFolder.Find(), Device.Cpu, 1, NullLogger.Instance);
        var drawn = SyntheticRadiograph.Draw(SyntheticFilmOptions.Varied(3) with { Rows = 1400, Columns = 1400, PixelSpacingMm = 0.25, Monochrome1 = false });
        var image = new GreyImage(1400, 1400, Array.ConvertAll(drawn.Pixels, v => (float)v));
        var plan = Assert.IsType<SegmentPlanOutcome.Planned>(SegmentPlanner.Plan(drawn.Masks, 1400, 1400, null, SegmentPlanSettings.Default)).Plan;
        var cutter = new SegmentCutter(WorkingFilm.For(image, plan), Stride);
        var scorer = new SegmentScorer(models.Irregularities, 1);
        var compared = 0;
        scorer.Score(plan, cutter, new CellHeat(cutter.CellRows, cutter.CellColumns, Stride, scorer.Classes), Compare, CancellationToken.None);
        Assert.True(compared > 1000, $"{compared} cells compared");

        void Compare(ImageSegment segment, SegmentCells dense)
        {
            var alone = cutter.Cut(segment);
            var (rows, columns) = (alone.Rows / Stride, alone.Columns / Stride);
            var output = new float[scorer.Classes.Count * rows * columns];
            models.Irregularities.Run(alone.Values, [1, 2, alone.Rows, alone.Columns], output, [1, scorer.Classes.Count, rows, columns]);
            for (var y = Reach; y < rows - Reach; y++)
            {
                // Beyond its input a net pads with nothing, which is not what it makes of blank pixels.
                for (var x = Reach; x < columns - Reach; x++)
                {
                    if (!dense.Shown[y * columns + x])
                        continue;
                    var highest = Enumerable.Range(0, scorer.Classes.Count).Max(c => output[(c * rows + y) * columns + x]);
                    Assert.Equal(highest, dense.Highest[y * columns + x], 1e-4f);
                    compared++;
                }
            }
        }
    }

    private static (SegmentPlan Plan, SegmentCutter Cutter, WorkingFilm Working) Plan()
    {
        var image = TinyFilm.Image();
        var planned = SegmentPlanner.Plan(Masks(), image.Rows, image.Columns, TinyFilm.Spacing, SegmentPlanSettings.Default with { WorkingSpacingMm = 0.5 });
        var plan = Assert.IsType<SegmentPlanOutcome.Planned>(planned).Plan;
        var working = WorkingFilm.For(image, plan);
        return (plan, new SegmentCutter(working, Stride), working);
    }

    private static RegionMasks Masks()
    {
        const int Size = 96;
        var logits = TinyFilm.RegionLogits(Size, Size, Size);
        RegionMask Mask(int r) => new(Size, Size, [.. logits.Skip(r * Size * Size).Take(Size * Size).Select(v => v > 0)]);
        return new RegionMasks(Mask(0), Mask(1), Mask(2));
    }
}
