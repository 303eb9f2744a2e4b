using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Preprocessing;
using OxiPortal.Inference.Regions;
using OxiPortal.Inference.Segments;
using OxiPortal.Inference.Texture;

namespace OxiPortal.Inference.Pipeline;

/// <summary>
/// The whole way of one film: turned the usual way, regions found, segments planned, scored in batches and stitched, irregularities taken
/// from the heat, everything mapped back to the film as stored. One pipeline serves many films at once; its networks are loaded once.
/// </summary>
public sealed class AnalysisPipeline : IFilmAnalyser, IDisposable
{
    /// <summary>Segments a batch where a GPU scores them; a CPU is as fast with one, and shows it sooner.</summary>
    private const int MostInBatchOnGpu = 8;

    /// <summary>So that a batch is full while one film is decoded and another stitched.</summary>
    private const int FilmsAtOnceOnGpu = 4;

    private readonly LoadedModels _models;
    private readonly SegmentPlanSettings _settings;
    private readonly RegionFinder _regions;
    private readonly SegmentScorer _scorer;

    /// <param name="models">Owned by the pipeline from now on.</param>
    /// <param name="settings">Of the planner; null for the default ones at the resolution that the irregularity model was trained at.</param>
    public AnalysisPipeline(LoadedModels models, SegmentPlanSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        _models = models;
        var irregularities = models.Irregularities.Card;
        _settings = settings ?? PipelineIdentity.SettingsFor(irregularities);
        _regions = new RegionFinder(models.Regions);
        _scorer = new SegmentScorer(models.Irregularities, models.Device == Device.Cpu ? 1 : MostInBatchOnGpu);
        Version = PipelineVersion.Of(_settings, irregularities);
    }

    /// <inheritdoc/>
    public string Version { get; }

    /// <inheritdoc/>
    public ModelSet Models => new(_models.Identities);

    /// <inheritdoc/>
    public int FilmsAtOnce => _models.Device == Device.Cpu ? 1 : FilmsAtOnceOnGpu;

    /// <summary>"cpu", "cuda" or "webgpu".</summary>
    public string DeviceName => _models.Device.Name();

    /// <summary>Loads the models of a folder; see <see cref="LoadedModels.FromFolder"/> for the errors.</summary>
    public static AnalysisPipeline Open(string modelFolder, Device device, int threads, ILogger log)
    {
        var models = LoadedModels.FromFolder(modelFolder, device, threads, log);
        try
        {
            return new AnalysisPipeline(models);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(film);
        var started = Stopwatch.GetTimestamp();
        report?.Invoke(new AnalysisEvent.Started(DeviceName, _models.Identities));
        if (FilmChecks.Check(film.Image) is { } unfit)
            return new AnalysisOutcome.Refused(unfit);

        using var regionsSpan = AnalysisTraces.Stage("regions");
        var orientation = film.Orientation ?? FilmOrientation.Usual;
        var usual = FilmTurner.Normalise(film.Image, orientation);
        var range = GreyRange.Of(usual);
        var probabilities = _regions.Find(usual, range);
        var masks = RegionExtractor.Extract(probabilities);
        if (RegionPlausibility.Check(probabilities, masks) is { } implausible)
            return new AnalysisOutcome.Refused(implausible);
        var spacing = FilmTurner.Normalise(film.Spacing, orientation);
        var geometry = new StoredGeometry(orientation, usual.Rows, usual.Columns);
        SegmentPlanOutcome? planned = null;
        IReadOnlyList<Contour> contours = [];
        double? ratio = null;
        IReadOnlyDictionary<string, double> texture = new Dictionary<string, double>();
        Parallel.Invoke(
            () => texture = LungTexture.Of(usual, range, masks, spacing),
            () => planned = SegmentPlanner.Plan(masks, usual.Rows, usual.Columns, spacing, _settings),
            () =>
            {
                contours = geometry.Contours(masks);
                ratio = CardiothoracicRatio.Of(masks, usual.Rows, usual.Columns)?.Value;
            });
        if (planned is SegmentPlanOutcome.Refused { Refusal: var why })
            return new AnalysisOutcome.Refused(why);
        var plan = ((SegmentPlanOutcome.Planned)planned!).Plan;
        report?.Invoke(new AnalysisEvent.RegionsFound(contours, ratio));
        var regionsDone = Stopwatch.GetTimestamp();
        regionsSpan?.Stop();
        cancel.ThrowIfCancellationRequested();

        using var segmentsSpan = AnalysisTraces.Stage("segments");
        var (workingRows, workingColumns) = WorkingFilm.SizeFor(usual.Rows, usual.Columns, plan);
        var cells = new CellGeometry(usual.Rows, usual.Columns, workingRows, workingColumns, _scorer.Stride);
        var canvas = new HeatCanvas(film.Image.Rows, film.Image.Columns, orientation, cells.CellsDown, cells.CellsAcross);
        List<SegmentScore> scores = [];
        var heat = Score(usual, range, plan, Scored, cancel);

        var irregularities = IrregularityFinder.Find(heat, _models.Irregularities.Card.OperatingPoints, cells, masks, plan.Regions)
            .Select(i => i with { Box = geometry.Box(i.Box) }).ToArray();
        var cellAreaMm2 = plan.SpacingMm.RowMm * usual.Rows / cells.CellsDown * plan.SpacingMm.ColumnMm * usual.Columns / cells.CellsAcross;
        var done = Stopwatch.GetTimestamp();
        var result = new AnalysisResult(
            film.Image.Rows,
            film.Image.Columns,
            film.Spacing,
            _models.Identities,
            Version,
            DeviceName,
            Abnormality(heat, cellAreaMm2, texture),
            ratio,
            film.Orientation is not null,
            plan.SpacingAssumed,
            geometry.Summaries(masks),
            contours,
            [.. scores.OrderBy(s => s.Id)],
            irregularities,
            canvas.ToHeatmap(),
            AnalysisWarnings.Of(film, plan),
            new AnalysisTimings(
                decodeTime.TotalMilliseconds,
                Stopwatch.GetElapsedTime(started, regionsDone).TotalMilliseconds,
                Stopwatch.GetElapsedTime(regionsDone, done).TotalMilliseconds,
                (decodeTime + Stopwatch.GetElapsedTime(started, done)).TotalMilliseconds));
        return new AnalysisOutcome.Analysed(result, masks, orientation, heat, cellAreaMm2, texture);

        void Scored(ImageSegment segment, SegmentCells own)
        {
            var score = new SegmentScore(segment.Id, segment.Region, geometry.Rect(segment.Box), segment.Scale, own.Score);
            scores.Add(score);
            var patch = canvas.Draw(own, segment.Shown);
            report?.Invoke(new AnalysisEvent.SegmentScored(score, patch, scores.Count, plan.Segments.Count));
        }
    }

    public void Dispose() => _models.Dispose();

    private CellHeat Score(GreyImage usual, GreyRange range, SegmentPlan plan, Action<ImageSegment, SegmentCells> scored, CancellationToken cancel)
    {
        var (rows, columns) = WorkingFilm.SizeFor(usual.Rows, usual.Columns, plan);
        var buffer = ArrayPool<float>.Shared.Rent(rows * columns);
        try
        {
            var cutter = new SegmentCutter(WorkingFilm.For(usual, range, plan, _scorer.Stride, buffer), _scorer.Stride);
            var heat = new CellHeat(cutter.CellRows, cutter.CellColumns, _scorer.Stride, _scorer.Classes);
            _scorer.Score(plan, cutter, heat, scored, cancel);
            return heat;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
    }

    /// <summary>The card's rule, or else the hottest cell of any class.</summary>
    private double Abnormality(CellHeat heat, double cellAreaMm2, IReadOnlyDictionary<string, double> texture) => _models.Irregularities.Card.Abnormality is { } rule
        ? rule.Score(heat.ByClass, cellAreaMm2, texture)
        : heat.ByClass.Values.Max(v => v.Max());
}
