using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Preprocessing;
using OxiPortal.Inference.Tests.Support;
using OxiPortal.Inference.Texture;

namespace OxiPortal.Inference.Tests.Pipeline;

public sealed class AnalysisPipelineTests : IDisposable
{
    private readonly TinyModels _models = new(TinyFilm.Rows, TinyFilm.Columns);
    private readonly AnalysisPipeline _pipeline;

    public AnalysisPipelineTests() => _pipeline = _models.Pipeline();

    public static TheoryData<bool, bool, bool> Orientations
    {
        get
        {
            var all = new TheoryData<bool, bool, bool>();
            for (var i = 0; i < 8; i++)
                all.Add((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
            return all;
        }
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _models.Dispose();
    }

    [Fact]
    public void GivenARuleThatWeighsTexture_WhenAnalysed_ThenTheScoreIsWhatTheFiguresSay()
    {
        using var models = new TinyModels(TinyFilm.Rows, TinyFilm.Columns);
        var path = Path.Combine(models.Folder, LoadedModels.IrregularitiesCard);
        (ModelCard.Load(path) with { Abnormality = new(-2, [], [new TextureTerm("middle 8 mm peak", 1, 2, 1.5)]) }).Save(path);
        using var pipeline = models.Pipeline();
        var film = TinyFilm.Usual();

        var analysed = Assert.IsType<AnalysisOutcome.Analysed>(pipeline.Analyse(film, TimeSpan.Zero, null, CancellationToken.None));

        var figure = LungTexture.Of(film.Image, GreyRange.Of(film.Image), analysed.Masks, film.Spacing)["middle 8 mm peak"];
        Assert.NotEqual(0, figure);
        Assert.Equal(1 / (1 + Math.Exp(2 - 1.5 * (figure - 1) / 2)), analysed.Result.AbnormalityScore, 6);
    }

    [Fact]
    public void GivenABrightDiscInTheRightLung_WhenAnalysed_ThenItIsTheOneIrregularityThere()
    {
        var result = Analyse(TinyFilm.Usual()).Result;

        var found = Assert.Single(result.Irregularities);
        Assert.Equal((1, TinyModels.Bright, BodyRegion.RightLung), (found.Id, found.Label, found.Region));
        Assert.InRange(TinyFilm.DiscX, found.Box.X, found.Box.X + found.Box.Width);
        Assert.InRange(TinyFilm.DiscY, found.Box.Y, found.Box.Y + found.Box.Height);
        Assert.InRange(found.Box.Width, TinyFilm.DiscRadius, 4 * TinyFilm.DiscRadius);
        Assert.Equal(found.Score, result.AbnormalityScore, 6);
        Assert.Equal(found.Score, result.Heat.Values.Max(), 6);
    }

    [Fact]
    public void GivenAFilm_WhenAnalysed_ThenEveryLungHasTwoSegmentsAndTheHeartOne()
    {
        var segments = Analyse(TinyFilm.Usual()).Result.Segments;

        Assert.True(segments.Count(s => s.Region == BodyRegion.RightLung) >= 2);
        Assert.True(segments.Count(s => s.Region == BodyRegion.LeftLung) >= 2);
        Assert.Contains(segments, s => s.Region == BodyRegion.Heart);
        Assert.All(segments, s => Assert.True(s.Scale >= 0.8));
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void GivenTheFilmStoredInAnyOrientation_WhenAnalysed_ThenTheResultIsTheSameMappedBack(bool transpose, bool mirrorColumns, bool mirrorRows)
    {
        var orientation = new FilmOrientation(transpose, mirrorColumns, mirrorRows);
        var usual = Analyse(TinyFilm.Usual());

        var turned = Analyse(TinyFilm.Stored(TinyFilm.Image(), orientation));

        Assert.Equal(usual.Result.AbnormalityScore, turned.Result.AbnormalityScore, 6);
        Assert.Equal(usual.Result.CardiothoracicRatio, turned.Result.CardiothoracicRatio);
        Assert.Equal(
            usual.Result.Irregularities.Select(i => orientation.StoredBox(i.Box, TinyFilm.Rows, TinyFilm.Columns)),
            turned.Result.Irregularities.Select(i => i.Box));
        Assert.Equal(
            usual.Result.Segments.Select(s => orientation.StoredBox(ImageBox.Of(s.Box), TinyFilm.Rows, TinyFilm.Columns)),
            turned.Result.Segments.Select(s => ImageBox.Of(s.Box)));
        var (heatRows, heatColumns) = (usual.Result.Heat.Rows, usual.Result.Heat.Columns);
        for (var y = 0; y < heatRows; y++)
        {
            for (var x = 0; x < heatColumns; x++)
            {
                var (sx, sy) = orientation.StoredPixel(x, y, heatRows, heatColumns);
                Assert.Equal(usual.Result.Heat.Values[y * heatColumns + x], turned.Result.Heat.Values[sy * turned.Result.Heat.Columns + sx], 1e-6f);
            }
        }
        var (before, after) = (Map(usual), Map(turned));
        for (var y = 0; y < TinyFilm.Rows; y++)
        {
            for (var x = 0; x < TinyFilm.Columns; x++)
            {
                var (sx, sy) = orientation.StoredPixel(x, y, TinyFilm.Rows, TinyFilm.Columns);
                Assert.Equal(before[y * TinyFilm.Columns + x], after[sy * turned.Result.Columns + sx]);
            }
        }
    }

    [Fact]
    public void GivenAFilm_WhenAnalysed_ThenTheRegionsSummedUpAreThoseOnTheMap()
    {
        var outcome = Analyse(TinyFilm.Stored(TinyFilm.Image(), new FilmOrientation(true, false, true)));

        var map = Map(outcome);
        foreach (var summary in outcome.Result.Regions)
        {
            var inside = Enumerable.Range(0, map.Length).Where(i => (map[i] & (int)summary.Region) != 0)
                .Select(i => (X: i % outcome.Result.Columns, Y: i / outcome.Result.Columns)).ToArray();
            Assert.Equal(summary.AreaPx, inside.Length);
            Assert.Equal(summary.Box.X, inside.Min(p => p.X));
            Assert.Equal(summary.Box.Y, inside.Min(p => p.Y));
            Assert.Equal(summary.Box.Right, inside.Max(p => p.X) + 1);
            Assert.Equal(summary.Box.Bottom, inside.Max(p => p.Y) + 1);
        }
    }

    [Fact]
    public void GivenAWatcher_WhenAnalysed_ThenEventsComeInOrderAndTheirPatchesMakeTheHeatMap()
    {
        List<AnalysisEvent> events = [];

        var result = Analyse(TinyFilm.Usual(), events.Add).Result;

        Assert.IsType<AnalysisEvent.Started>(events[0]);
        Assert.IsType<AnalysisEvent.RegionsFound>(events[1]);
        var scored = events.Skip(2).Cast<AnalysisEvent.SegmentScored>().ToArray();
        Assert.Equal(Enumerable.Range(1, result.Segments.Count), scored.Select(s => s.Done));
        Assert.All(scored, s => Assert.Equal(result.Segments.Count, s.Total));
        var heat = new byte[result.Heat.Values.Length];
        foreach (var patch in scored.Select(s => s.Patch))
        {
            Assert.Equal((result.Heat.Rows, result.Heat.Columns), (patch.HeatRows, patch.HeatColumns));
            for (var i = 0; i < patch.Values.Length; i++)
            {
                ref var cell = ref heat[(patch.Y + i / patch.Columns) * patch.HeatColumns + patch.X + i % patch.Columns];
                cell = Math.Max(cell, patch.Values[i]);
            }
        }
        Assert.Equal(result.Heat.Values.Select(v => (byte)Math.Round(v * 255)), heat);
    }

    [Fact]
    public void GivenAFilm_WhenAnalysed_ThenNoHeatLiesOutsideTheRegionsMargins()
    {
        var outcome = Analyse(TinyFilm.Usual());

        var heat = outcome.Result.Heat;
        var margin = 10 / TinyFilm.Spacing.RowMm + 3;
        var any = outcome.Masks.RightLung.Or(outcome.Masks.LeftLung).Or(outcome.Masks.Heart)
            .Grow(margin, (double)TinyFilm.Rows / outcome.Masks.Rows, (double)TinyFilm.Columns / outcome.Masks.Columns);
        for (var y = 0; y < heat.Rows; y++)
        {
            for (var x = 0; x < heat.Columns; x++)
            {
                if (!any.AtFilmPixel(x, y, heat.Rows, heat.Columns))
                    Assert.Equal(0, heat.Values[y * heat.Columns + x]);
            }
        }
    }

    [Fact]
    public void GivenNoOrientationAndNoSpacing_WhenAnalysed_ThenTheResultSaysSo()
    {
        var result = Analyse(new Film(TinyFilm.Image(), null, null)).Result;

        Assert.False(result.OrientationKnown);
        Assert.True(result.SpacingAssumed);
        Assert.Equal(2, result.Warnings.Count);
    }

    [Fact]
    public void GivenTheSameFilmTwice_WhenAnalysed_ThenTheResultsAreEqual()
    {
        var (a, b) = (Analyse(TinyFilm.Usual()).Result, Analyse(TinyFilm.Usual()).Result);

        Assert.Equal(a.Heat.Values, b.Heat.Values);
        Assert.Equal(a.Irregularities, b.Irregularities);
        Assert.Equal(a.Segments, b.Segments);
    }

    [Fact]
    public void GivenTheWorkIsCancelledAfterTheFirstSegment_WhenAnalysed_ThenItStopsBeforeTheNextRegion()
    {
        using var cancel = new CancellationTokenSource();
        var scored = new List<BodyRegion>();

        Assert.Throws<OperationCanceledException>(() => _pipeline.Analyse(TinyFilm.Usual(), TimeSpan.Zero, Watch, cancel.Token));
        Assert.Single(scored.Distinct());

        void Watch(AnalysisEvent happened)
        {
            if (happened is not AnalysisEvent.SegmentScored { Segment.Region: var region })
                return;
            scored.Add(region);
            cancel.Cancel();
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1023f)]
    public void GivenAFilmOfOneGrey_WhenAnalysed_ThenItIsRefusedAsBlank(float grey)
    {
        var values = new float[500 * 400];
        Array.Fill(values, grey);

        Assert.Equal(RefusalCodes.BlankImage, Refused(new Film(new GreyImage(500, 400, values), null, null)).Code);
    }

    [Fact]
    public void GivenAThumbnail_WhenAnalysed_ThenItIsRefusedAsTooSmall() =>
        Assert.Equal(RefusalCodes.TooSmall, Refused(new Film(new GreyImage(90, 80, [.. Enumerable.Range(0, 7200).Select(i => (float)(i % 80))]), null, null)).Code);

    private AnalysisOutcome.Analysed Analyse(Film film, Action<AnalysisEvent>? report = null) =>
        Assert.IsType<AnalysisOutcome.Analysed>(_pipeline.Analyse(film, TimeSpan.Zero, report, CancellationToken.None));

    private Refusal Refused(Film film) =>
        Assert.IsType<AnalysisOutcome.Refused>(_pipeline.Analyse(film, TimeSpan.Zero, null, CancellationToken.None)).Refusal;

    private static byte[] Map(AnalysisOutcome.Analysed outcome) =>
        RegionMap.Render(outcome.Masks, outcome.Orientation, outcome.Result.Rows, outcome.Result.Columns);
}
