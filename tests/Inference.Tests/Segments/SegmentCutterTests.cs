using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Heatmaps;
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
        // They begin together; who comes first runs a batch while the others queue up.
        loaded.Irregularities.Ran = (input, _) => sizes.Add(input[0]);
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
        Assert.Equal(Films * plan.Segments.Count, sizes.Sum());
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
