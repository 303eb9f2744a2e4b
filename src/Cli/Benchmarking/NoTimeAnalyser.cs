using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Cli.Benchmarking;

/// <summary>Stands in for the models where the queue is what is measured: says the same of every film, in the order of a real analysis, and takes no time.</summary>
/// <param name="identity">Whose results the portal takes.</param>
/// <param name="label">A class of those models.</param>
/// <param name="filmsAtOnce">As a service on a GPU.</param>
internal sealed class NoTimeAnalyser(PipelineIdentity identity, string label, int filmsAtOnce) : IFilmAnalyser
{
    private const int Segments = 4;
    private const int HeatSide = 16;

    public string Version => identity.Version;

    public ModelSet Models => identity.Models;

    public int FilmsAtOnce => filmsAtOnce;

    public AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel)
    {
        var (rows, columns) = (film.Image.Rows, film.Image.Columns);
        var box = new PixelRect(0, 0, columns, rows);
        var contours = new[] { new Contour(BodyRegion.RightLung, [0, 0, columns, 0, columns, rows]) };
        var scores = Enumerable.Range(1, Segments).Select(id => new SegmentScore(id, BodyRegion.RightLung, box, 1, 0.5)).ToArray();
        report?.Invoke(new AnalysisEvent.Started("cpu", identity.Models.Models));
        report?.Invoke(new AnalysisEvent.RegionsFound(contours, 0.5));
        foreach (var score in scores)
            report?.Invoke(new AnalysisEvent.SegmentScored(score, new HeatPatch(HeatSide, HeatSide, 0, 0, HeatSide, new byte[HeatSide * HeatSide]), score.Id, Segments));
        var result = new AnalysisResult(
            rows, columns, film.Spacing, identity.Models.Models, identity.Version, "cpu", 0.5, 0.5, OrientationKnown: true, SpacingAssumed: false,
            [new RegionSummary(BodyRegion.RightLung, box.Area, box)], contours, scores,
            [new Irregularity(1, label, 0.5, new ImageBox(1, 1, 2, 2), BodyRegion.RightLung)],
            new Heatmap(HeatSide, HeatSide, new float[HeatSide * HeatSide]), [], new AnalysisTimings(0, 0, 0, 0));
        var nothing = new RegionMask(1, 1, [false]);
        return new AnalysisOutcome.Analysed(
            result, new RegionMasks(nothing, nothing, nothing), FilmOrientation.Usual, new CellHeat(1, 1, 1, [label]), 1, new Dictionary<string, double>());
    }
}
