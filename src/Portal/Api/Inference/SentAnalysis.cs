using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>Checks events and results against the film that they are about. Each check gives a sentence on the first fault, or null.</summary>
/// <param name="Rows">The film's.</param>
/// <param name="Columns">The film's.</param>
/// <param name="Classes">What the models in use can find: nothing else is believed.</param>
internal sealed record SentAnalysis(int Rows, int Columns, IReadOnlyCollection<string> Classes)
{
    private const int MostSegments = 1000;
    private const int MostIrregularities = 1000;
    private const int MostContours = 100;
    private const int MostPoints = 200_000;
    private const int MostHeatSide = 2048;
    private const int MostWarnings = 50;
    private const double MostScale = 1000;
    private const double MostRatio = 10;

    // Outlines are single precision, and boxes are turned with the film: rounding may pass its edge by a hair.
    private const double EdgePixels = 0.5;

    public string? Event(AnalysisEvent sent) => sent switch
    {
        AnalysisEvent.Started started => Device(started.Device) ?? SentChecks.Models(started.Models),
        AnalysisEvent.RegionsFound found => Contours(found.Contours) ?? Ratio(found.CardiothoracicRatio),
        AnalysisEvent.SegmentScored scored => Segment(scored.Segment) ?? Patch(scored.Patch) ?? Progress(scored),
        _ => "A service reports Started, RegionsFound and SegmentScored; the portal itself records the rest.",
    };

    public string? Result(AnalysisResult sent)
    {
        if ((sent.Rows, sent.Columns) != (Rows, Columns))
            return $"The result is about a film of {sent.Rows} x {sent.Columns} pixels; this one has {Rows} x {Columns}.";
        return Device(sent.Device)
            ?? SentChecks.Models(sent.Models)
            ?? (SentChecks.IsScore(sent.AbnormalityScore) ? null : "The film's score must be 0 to 1.")
            ?? Ratio(sent.CardiothoracicRatio)
            ?? Regions(sent.Regions)
            ?? Contours(sent.Contours)
            ?? Segments(sent.Segments)
            ?? Irregularities(sent.Irregularities)
            ?? Heat(sent.Heat)
            ?? (sent.Warnings.Count > MostWarnings || sent.Warnings.Any(w => w is null || !SentChecks.IsSentence(w)) ? "The warnings must be a few short sentences." : null)
            ?? Timings(sent.TimingsMs);
    }

    private static string? Device(string device) => device is "cpu" or "cuda" or "webgpu" ? null : "The device must be cpu, cuda or webgpu.";

    private static string? Ratio(double? ratio) => ratio is null or (>= 0 and <= MostRatio) ? null : $"The cardiothoracic ratio must be 0 to {MostRatio}.";

    private static string? Timings(AnalysisTimings times) =>
        new[] { times.Decode, times.Regions, times.Segments, times.Total }.All(t => t >= 0 && double.IsFinite(t)) ? null : "The times must not be negative.";

    private string? Regions(IReadOnlyList<RegionSummary> regions) =>
        regions.Count > 3 || regions.Any(r => r is null || !IsRegion(r.Region) || !IsOnFilm(r.Box) || r.AreaPx <= 0 || r.AreaPx > r.Box.Area)
            ? "A region must have a name, a box on the film and an area that fits the box."
            : null;

    private string? Contours(IReadOnlyList<Contour> contours)
    {
        if (contours.Count > MostContours || contours.Any(c => c is null) || contours.Sum(c => (long)c.Points.Length) > 2 * MostPoints)
            return $"The outlines must be at most {MostContours}, of {MostPoints} points together.";
        return contours.All(c => IsRegion(c.Region) && c.Points.Length >= 6 && c.Points.Length % 2 == 0 && IsOnFilm(c.Points))
            ? null
            : "An outline must name its region and hold three points or more, x and y each, on the film.";
    }

    private string? Segments(IReadOnlyList<SegmentScore> segments) =>
        segments.Count is 0 or > MostSegments ? $"The segments must be 1 to {MostSegments}."
        : segments.Any(s => s is null) ? "A segment is null."
        : segments.DistinctBy(s => s.Id).Count() != segments.Count ? "Two segments have one number."
        : segments.Select(Segment).FirstOrDefault(fault => fault is not null);

    private string? Segment(SegmentScore segment) =>
        segment is { Id: > 0, Scale: > 0 and <= MostScale } && IsRegion(segment.Region) && IsOnFilm(segment.Box) && SentChecks.IsScore(segment.Score)
            ? null
            : "A segment must have a number, a region, a box on the film, a scale and a score of 0 to 1.";

    private string? Irregularities(IReadOnlyList<Irregularity> found) =>
        found.Count > MostIrregularities ? $"The irregularities must be at most {MostIrregularities}."
        : found.Any(i => i is null) || found.DistinctBy(i => i.Id).Count() != found.Count ? "Two irregularities have one number, or one is null."
        : found.All(i => i.Id > 0 && Classes.Contains(i.Label) && SentChecks.IsScore(i.Score) && IsOnFilm(i.Box) && (i.Region == BodyRegion.None || IsRegion(i.Region)))
            ? null
            : "An irregularity must have a number, a class of the models in use, a score of 0 to 1, a box on the film and a region.";

    private static string? Heat(Heatmap heat) =>
        heat.Rows <= MostHeatSide && heat.Columns <= MostHeatSide && heat.Values.All(v => v is >= 0 and <= 1)
            ? null
            : $"The heat map must be at most {MostHeatSide} cells a side, each 0 to 1.";

    private static string? Patch(HeatPatch patch)
    {
        var fits = patch is { HeatRows: > 0 and <= MostHeatSide, HeatColumns: > 0 and <= MostHeatSide, X: >= 0, Y: >= 0, Columns: > 0, Values.Length: > 0 }
            && patch.Values.Length % patch.Columns == 0
            && (long)patch.X + patch.Columns <= patch.HeatColumns
            && (long)patch.Y + patch.Values.Length / patch.Columns <= patch.HeatRows;
        return fits ? null : "A patch must lie whole in the heat map, its rows full.";
    }

    private static string? Progress(AnalysisEvent.SegmentScored scored) =>
        scored.Total is > 0 and <= MostSegments && scored.Done > 0 && scored.Done <= scored.Total ? null : $"A segment is one of {MostSegments} at most.";

    private static bool IsRegion(BodyRegion region) => region is BodyRegion.RightLung or BodyRegion.LeftLung or BodyRegion.Heart;

    private bool IsOnFilm(PixelRect box) =>
        box is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 } && (long)box.X + box.Width <= Columns && (long)box.Y + box.Height <= Rows;

    private bool IsOnFilm(ImageBox box) =>
        box is { Width: > 0, Height: > 0 } && box.X >= -EdgePixels && box.Y >= -EdgePixels
        && box.X + box.Width <= Columns + EdgePixels && box.Y + box.Height <= Rows + EdgePixels;

    private bool IsOnFilm(float[] points)
    {
        for (var i = 0; i < points.Length; i += 2)
        {
            if (!(points[i] >= -EdgePixels && points[i] <= Columns + EdgePixels && points[i + 1] >= -EdgePixels && points[i + 1] <= Rows + EdgePixels))
                return false;
        }
        return true;
    }
}
