using OxiPortal.Domain.Segments;

namespace OxiPortal.Inference.Segments;

/// <summary>
/// A segment as the irregularity model sees it. Its corner lies on the film's cell grid (cells of stride x stride working pixels from the
/// film's top-left corner), so the cells of all segments of a film fall on one grid.
/// </summary>
/// <param name="Segment">As planned.</param>
/// <param name="CellX">Column, on the film's cell grid, of the segment's first cell.</param>
/// <param name="CellY">Row, on the film's cell grid, of the segment's first cell.</param>
/// <param name="Rows">Working pixels down, a multiple of the stride.</param>
/// <param name="Columns">Working pixels across, a multiple of the stride.</param>
/// <param name="Values">2xRowsxColumns: the locally normalised film, 0 outside the region; then the region, 0 or 1.</param>
public sealed record SegmentInput(ImageSegment Segment, int CellX, int CellY, int Rows, int Columns, float[] Values);
