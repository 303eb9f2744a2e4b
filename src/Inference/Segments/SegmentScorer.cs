using System.Buffers;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Models;

namespace OxiPortal.Inference.Segments;

/// <summary>
/// Runs the irregularity network on a plan's segments, dense, in batches of equal padded size. What a segment is padded to follows from its
/// own size alone, so its scores do not depend on what it shares a batch with.
/// </summary>
internal sealed class SegmentScorer
{
    // A blank border up to a multiple of this many cells makes sizes meet where batches pay (GPUs). A CPU only loses time on it.
    private const int CellGrainInBatches = 4;

    private readonly OnnxModel _model;
    private readonly int _mostInBatch;
    private readonly int _grain;

    public SegmentScorer(OnnxModel model, int mostInBatch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostInBatch);
        (_model, _mostInBatch) = (model, mostInBatch);
        Stride = model.Card.Input.Stride!.Value;
        _grain = mostInBatch > 1 ? CellGrainInBatches : 1;
    }

    public int Stride { get; }

    public IReadOnlyList<string> Classes => _model.Card.Classes;

    /// <summary>Scores the segments in the plan's order, as far as batches allow, and gives each to <paramref name="scored"/> as its batch is done.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public void Score(SegmentPlan plan, SegmentCutter cutter, CellHeat heat, Action<ImageSegment, SegmentCells> scored, CancellationToken cancel)
    {
        var waiting = plan.Segments.Select(s => new Waiting(s, cutter.CellsOf(s.Box))).ToList();
        while (waiting.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            var size = Padded(waiting[0].Cells);
            var batch = waiting.Where(w => Padded(w.Cells) == size).Take(_mostInBatch).ToArray();
            waiting.RemoveAll(batch.Contains);
            ScoreBatch(batch, size, cutter, heat, scored);
        }
    }

    private void ScoreBatch(
        Waiting[] batch, (int Rows, int Columns) size, SegmentCutter cutter, CellHeat heat, Action<ImageSegment, SegmentCells> scored)
    {
        var (rows, columns) = (size.Rows * Stride, size.Columns * Stride);
        var plane = rows * columns;
        var outputLength = Classes.Count * size.Rows * size.Columns;
        var input = ArrayPool<float>.Shared.Rent(batch.Length * 2 * plane);
        var output = ArrayPool<float>.Shared.Rent(batch.Length * outputLength);
        try
        {
            for (var i = 0; i < batch.Length; i++)
                cutter.CutInto(batch[i].Segment, rows, columns, input.AsSpan(i * 2 * plane, 2 * plane));
            _model.Run(input, [batch.Length, 2, rows, columns], output, [batch.Length, Classes.Count, size.Rows, size.Columns]);
            for (var i = 0; i < batch.Length; i++)
            {
                var own = heat.Add(
                    batch[i].Cells,
                    input.AsSpan(i * 2 * plane + plane, plane),
                    columns,
                    output.AsSpan(i * outputLength, outputLength),
                    size.Rows,
                    size.Columns);
                scored(batch[i].Segment, own);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        }
    }

    /// <summary>In cells; blank (0 in both channels: "not this region") where the segment is smaller.</summary>
    private (int Rows, int Columns) Padded(PixelRect cells) =>
        ((cells.Height + _grain - 1) / _grain * _grain, (cells.Width + _grain - 1) / _grain * _grain);

    private sealed record Waiting(ImageSegment Segment, PixelRect Cells);
}
