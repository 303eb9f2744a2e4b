using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Domain.Segments;

/// <summary>How one film is cut: the outcome of the method's rules.</summary>
/// <param name="FilmRows">Rows of the film turned the usual way.</param>
/// <param name="FilmColumns">Columns of the film turned the usual way.</param>
/// <param name="Regions">The regions with their margins, on the masks' grid: what is not in a segment's region is blanked.</param>
/// <param name="Segments">At least two a lung, at least one for the heart where a heart was found; in scoring order.</param>
/// <param name="SpacingMm">Film pixel size used, mm (row, column).</param>
/// <param name="SpacingAssumed">The header had no spacing: <see cref="SegmentPlanSettings.AssumedLungHeightMm"/> stands in. Sizes in mm are estimates.</param>
/// <param name="LargestUnsharedDiameterMm">The largest disc inside a lung's region that lies in no overlap, in mm.</param>
/// <param name="Missing">Regions that were not found; the plan goes without them and says so.</param>
public sealed record SegmentPlan(
    int FilmRows,
    int FilmColumns,
    RegionMasks Regions,
    IReadOnlyList<ImageSegment> Segments,
    (double RowMm, double ColumnMm) SpacingMm,
    bool SpacingAssumed,
    double LargestUnsharedDiameterMm,
    BodyRegion Missing);
