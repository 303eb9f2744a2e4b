using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Models;

namespace OxiPortal.Inference.Segments;

/// <summary>
/// Runs the irregularity network on a plan's segments, dense, in batches of equal padded size, which may hold segments of other films. What a segment
/// is padded to follows from its own size alone, so its scores do not depend on what it shares a batch with.
/// </summary>
internal sealed class SegmentScorer
{
    // A blank border up to a multiple of this many cells makes sizes meet where batches pay (GPUs). A CPU only loses time on it.
    private const int CellGrainInBatches = 4;

    private readonly SegmentBatches _batches;
    private readonly int _grain;

    public SegmentScorer(OnnxModel model, int mostInBatch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostInBatch);
        Stride = model.Card.Input.Stride!.Value;
        Classes = model.Card.Classes;
        _batches = new SegmentBatches(model, Stride, mostInBatch);
        _grain = mostInBatch > 1 ? CellGrainInBatches : 1;
    }

    public int Stride { get; }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>Scores the segments in the plan's order, as far as batches allow, and gives each to <paramref name="scored"/> as its batch is done, one at a time.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public void Score(SegmentPlan plan, SegmentCutter cutter, CellHeat heat, Action<ImageSegment, SegmentCells> scored, CancellationToken cancel) =>
        _batches.Run([.. plan.Segments.Select(segment => RunOf(segment, cutter, heat, scored))], cancel);

    private SegmentRun RunOf(ImageSegment segment, SegmentCutter cutter, CellHeat heat, Action<ImageSegment, SegmentCells> scored)
    {
        var cells = cutter.CellsOf(segment.Box);
        var (cellRows, cellColumns) = Padded(cells);
        var (rows, columns) = (cellRows * Stride, cellColumns * Stride);
        return new(
            rows, columns,
            input => cutter.CutInto(segment, rows, columns, input),
            (input, output) => scored(segment, heat.Add(cells, input[(rows * columns)..], columns, output, cellRows, cellColumns)));
    }

    /// <summary>In cells; blank (0 in both channels: "not this region") where the segment is smaller.</summary>
    private (int Rows, int Columns) Padded(PixelRect cells) =>
        ((cells.Height + _grain - 1) / _grain * _grain, (cells.Width + _grain - 1) / _grain * _grain);
}
