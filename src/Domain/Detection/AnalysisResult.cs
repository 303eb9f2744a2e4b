using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Detection;

/// <summary>A region as found, on the film as stored.</summary>
public sealed record RegionSummary(BodyRegion Region, long AreaPx, PixelRect Box);

/// <summary>A segment as scored, on the film as stored. Score: 0..1, its highest cell.</summary>
public sealed record SegmentScore(int Id, BodyRegion Region, PixelRect Box, double Scale, double Score);

/// <summary>Wall time, in ms.</summary>
public sealed record AnalysisTimings(double Decode, double Regions, double Segments, double Total);

/// <summary>What the models made of one film. Immutable; all geometry is on the film as stored.</summary>
/// <param name="Rows">The film's.</param>
/// <param name="Columns">The film's.</param>
/// <param name="Models">What was run.</param>
/// <param name="PipelineVersion">Code, planner settings and thresholds: another one is another analysis.</param>
/// <param name="Device">"cpu", "cuda" or "webgpu".</param>
/// <param name="AbnormalityScore">0..1 for the whole film, higher is more suspicious.</param>
/// <param name="CardiothoracicRatio">Largest width of the heart over that of the thorax (from the lungs); null where a region is missing.</param>
/// <param name="OrientationKnown">False: the header names no orientation, so right and left are as the film usually hangs.</param>
/// <param name="SpacingAssumed">No spacing in the header: sizes in mm are estimates.</param>
/// <param name="Warnings">Sentences for the reader; empty where all is well.</param>
public sealed record AnalysisResult(
    int Rows,
    int Columns,
    PixelSpacing? Spacing,
    IReadOnlyList<ModelIdentity> Models,
    string PipelineVersion,
    string Device,
    double AbnormalityScore,
    double? CardiothoracicRatio,
    bool OrientationKnown,
    bool SpacingAssumed,
    IReadOnlyList<RegionSummary> Regions,
    IReadOnlyList<Contour> Contours,
    IReadOnlyList<SegmentScore> Segments,
    IReadOnlyList<Irregularity> Irregularities,
    Heatmap Heat,
    IReadOnlyList<string> Warnings,
    AnalysisTimings TimingsMs);
