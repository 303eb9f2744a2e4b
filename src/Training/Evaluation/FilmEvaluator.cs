using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Films;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Preprocessing;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Evaluation;

/// <summary>Runs one film through the product's own pipeline and holds the outcome against the truth.</summary>
internal sealed class FilmEvaluator
{
    /// <summary>Areas, in mm2, over which the hottest cells are averaged.</summary>
    public static readonly double[] Areas = [60, 600, 3000];

    // Finer where scores crowd: a balanced loss makes nets sure of themselves.
    private static readonly double[] Thresholds = [.. Enumerable.Range(2, 16).Select(i => Math.Round(0.05 * i, 2)), .. Enumerable.Range(86, 14).Select(i => Math.Round(0.01 * i, 2))];

    // A mark hits a nodule where it lies within its radius, or, for small ones, within a finger's breadth: heat is coarse.
    private const double LeastHitMm = 10;

    // Peaks closer together than this are one.
    private const double PeakDistanceMm = 10;
    private const double LeastPeak = 0.005;
    private const int MostPeaks = 40;

    private readonly RegionModels _regions;
    private readonly PixelDecoder _decoder;
    private readonly IFilmAnalyser? _pipeline;
    private readonly int _stride;
    private readonly SegmentPlanSettings _settings = SegmentPlanSettings.Default;

    /// <summary>Measures the regions alone.</summary>
    public FilmEvaluator(RegionModels regions, PixelDecoder decoder) => (_regions, _decoder) = (regions, decoder);

    /// <summary>Measures the whole pipeline on labelled films.</summary>
    public FilmEvaluator(RegionModels regions, PixelDecoder decoder, IFilmAnalyser pipeline, ModelInput input)
        : this(regions, decoder)
    {
        (_pipeline, _stride) = (pipeline, input.Stride!.Value);
        _settings = _settings with { WorkingSpacingMm = input.WorkingSpacingMm!.Value };
    }

    public async Task<FilmResult> Evaluate(TrainingFilm film, int fold, CancellationToken stop)
    {
        var result = new FilmResult { Source = film.Source, Name = film.Name, Patient = film.Patient, Fold = fold, Abnormal = film.Abnormal };
        var reading = await Inference.Films.FilmFile.ReadAsync(film.ImagePath, _decoder, stop);
        if (reading is not FilmReading.Read { Film: var read })
            return result with { Refusal = ((FilmReading.Refused)reading).Refusal.Code };
        var truth = RegionTruth.Of(film);
        // Only of labelled sets is the rest of the pipeline asked.
        if (_pipeline is null || !EvaluationReport.Labelled.Contains(film.Source))
            return RegionsOnly(result, truth, read.Image);
        var outcome = _pipeline.Analyse(read, TimeSpan.Zero, null, stop);
        if (outcome is not AnalysisOutcome.Analysed found)
            return result with { Refusal = ((AnalysisOutcome.Refused)outcome).Refusal.Code, Dice = truth?.Dice(null) ?? [] };
        var geometry = Geometry(read.Image, found, out var plan);
        var nodules = film.Boxes.Where(b => b.Class == IrregularityClasses.Nodule).ToArray();
        var mmPerPixel = Math.Sqrt(plan.SpacingMm.RowMm * plan.SpacingMm.ColumnMm);
        int? Hit(double x, double y)
        {
            var at = Array.FindIndex(nodules, n => Math.Sqrt(Square(x - n.CentreX) + Square(y - n.CentreY)) <= Math.Max(n.Width / 2, LeastHitMm / mmPerPixel));
            return at < 0 ? null : at;
        }

        var marks = Peaks(found.Cells, geometry, mmPerPixel).Select(p => new NoduleMark(p.Score, Hit(p.X, p.Y), Math.Round(p.X / read.Image.Columns, 4), Math.Round(p.Y / read.Image.Rows, 4))).ToArray();
        return result with
        {
            Dice = truth?.Dice(found.Masks) ?? [],
            Boundary = truth?.Boundary(found.Masks) ?? [],
            Milliseconds = Math.Round(found.Result.TimingsMs.Total, 1),
            NoduleTruth = [.. nodules.Select(n => Describe(film, n, read.Image, truth))],
            CardiothoracicRatio = found.Result.CardiothoracicRatio,
            TrueCardiothoracicRatio = truth?.Ratio(),
            Heat = found.Cells.ByClass.SelectMany(c => Areas.Select(a => (Key: KeyOf(c.Key, a), Value: AbnormalityRule.Statistic(c.Value, a, found.CellAreaMm2))))
                .ToDictionary(p => p.Key, p => Math.Round(p.Value, 4)),
            Texture = found.Texture.ToDictionary(t => t.Key, t => Math.Round(t.Value, 4)),
            Nodules = nodules.Length,
            Marks = marks,
            PeakInNodule = nodules.Length == 0 ? null : marks.Length > 0 && marks[0].Nodule is not null,
            Findings = [.. found.Cells.Classes.SelectMany(c => Thresholds.Select(t => At(c, t, found, geometry, plan, Hit)))],
        };
    }

    private FilmResult RegionsOnly(FilmResult result, RegionTruth? truth, GreyImage image)
    {
        var masks = _regions.Find(image, 0, out var implausible);
        return implausible is not null
            ? result with { Refusal = implausible.Code, Dice = truth?.Dice(null) ?? [] }
            : result with
            {
                Dice = truth?.Dice(masks) ?? [],
                Boundary = truth?.Boundary(masks) ?? [],
                CardiothoracicRatio = CardiothoracicRatio.Of(masks, image.Rows, image.Columns)?.Value,
                TrueCardiothoracicRatio = truth?.Ratio(),
            };
    }

    private static NoduleTruth Describe(TrainingFilm film, TruthBox nodule, GreyImage image, RegionTruth? truth) => new(
        Math.Round(nodule.Width * PublicFilms.SpacingMm(film.Source), 1),
        nodule.Subtlety,
        truth?.Masks is { } masks ? Zones.Of(masks, nodule.CentreX / image.Columns, nodule.CentreY / image.Rows) : Zones.Middle);

    public static string KeyOf(string heatClass, double areaMm2) => FormattableString.Invariant($"{heatClass}@{areaMm2}");

    private static FindingsAt At(
        string label, double threshold, AnalysisOutcome.Analysed found, CellGeometry geometry, SegmentPlan plan, Func<double, double, int?> hit)
    {
        // Another class's findings would hide this one's: ask for this one alone.
        var points = found.Cells.Classes.Select(c => new ClassOperatingPoint(c, c == label ? threshold : 2)).ToArray();
        var findings = IrregularityFinder.Find(found.Cells, points, geometry, found.Masks, plan.Regions);
        var hits = findings.Select(f => label == IrregularityClasses.Names[IrregularityClasses.Nodule] ? hit(f.Box.X + f.Box.Width / 2, f.Box.Y + f.Box.Height / 2) : null).ToArray();
        return new(label, threshold, findings.Count, hits.OfType<int>().Distinct().Count(), hits.Count(h => h is null));
    }

    private static List<(double X, double Y, double Score)> Peaks(CellHeat heat, CellGeometry geometry, double mmPerPixel)
    {
        var values = heat.ByClass[IrregularityClasses.Names[IrregularityClasses.Nodule]];
        var (wide, high) = (geometry.FilmColumns / geometry.CellsAcross, geometry.FilmRows / geometry.CellsDown);
        List<(double X, double Y, double Score)> peaks = [];
        foreach (var cell in Enumerable.Range(0, values.Length).Where(i => values[i] >= LeastPeak).OrderByDescending(i => values[i]))
        {
            var (x, y) = ((cell % heat.Columns + 0.5) * wide, (cell / heat.Columns + 0.5) * high);
            if (peaks.TrueForAll(p => Math.Sqrt(Square(p.X - x) + Square(p.Y - y)) * mmPerPixel > PeakDistanceMm))
                peaks.Add((x, y, Math.Round(values[cell], 4)));
            if (peaks.Count == MostPeaks)
                break;
        }
        return peaks;
    }

    // The pipeline's own plan once more: its outcome does not carry it.
    private CellGeometry Geometry(GreyImage image, AnalysisOutcome.Analysed found, out SegmentPlan plan)
    {
        plan = ((SegmentPlanOutcome.Planned)SegmentPlanner.Plan(found.Masks, image.Rows, image.Columns, null, _settings)).Plan;
        var (rows, columns) = WorkingFilm.SizeFor(image.Rows, image.Columns, plan);
        return new(image.Rows, image.Columns, rows, columns, _stride);
    }

    private static double Square(double x) => x * x;
}
