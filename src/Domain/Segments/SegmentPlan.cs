using OxiPortal.Domain.Anatomy;

namespace OxiPortal.Domain.Segments;

/// <summary>How one film is cut: the outcome of the method's rules.</summary>
/// <param name="FilmRows">Rows of the film turned the usual way.</param>
/// <param name="FilmColumns">Columns of the film turned the usual way.</param>
/// <param name="Regions">
/// The regions with their margins, on the masks' grid. The two lungs' may share a strip between them; neither holds a pixel of the other
/// lung's mask. What a segment shows is <see cref="ImageSegment.Shown"/>.
/// </param>
/// <param name="Segments">At least two for each lung found, at least one for the heart where one was found; in scoring order.</param>
/// <param name="SpacingMm">Film pixel size used, mm (row, column).</param>
/// <param name="SpacingAssumed">
/// The header had no spacing, or one that gives no human lung: <see cref="SegmentPlanSettings.AssumedLungHeightMm"/> stands in. Sizes in mm are estimates.
/// </param>
/// <param name="LargestUnsharedDiameterMm">
/// The largest disc inside a lung's region that only one segment shows, in mm: an upper bound, at most one cell of the masks' grid (its
/// diagonal, twice) above the truth.
/// </param>
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
