using System.Buffers;
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
        _grain = Stride * (mostInBatch > 1 ? CellGrainInBatches : 1);
    }

    public int Stride { get; }

    public IReadOnlyList<string> Classes => _model.Card.Classes;

    /// <summary>Scores the segments in the plan's order, as far as batches allow, and gives each to <paramref name="scored"/> as its batch is done.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public void Score(SegmentPlan plan, SegmentCutter cutter, CellHeat heat, Action<ImageSegment, SegmentCells> scored, CancellationToken cancel)
    {
        var waiting = plan.Segments.Select(cutter.Cut).ToList();
        while (waiting.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            var size = Padded(waiting[0]);
            var batch = waiting.Where(s => Padded(s) == size).Take(_mostInBatch).ToArray();
            waiting.RemoveAll(batch.Contains);
            ScoreBatch(batch, size, heat, scored);
        }
    }

    private void ScoreBatch(SegmentInput[] batch, (int Rows, int Columns) size, CellHeat heat, Action<ImageSegment, SegmentCells> scored)
    {
        var (cellRows, cellColumns) = (size.Rows / Stride, size.Columns / Stride);
        var inputLength = 2 * size.Rows * size.Columns;
        var outputLength = Classes.Count * cellRows * cellColumns;
        var whole = batch.Length == 1 && batch[0].Values.Length == inputLength;
        var input = whole ? batch[0].Values : ArrayPool<float>.Shared.Rent(batch.Length * inputLength);
        var output = ArrayPool<float>.Shared.Rent(batch.Length * outputLength);
        try
        {
            for (var i = 0; !whole && i < batch.Length; i++)
                Pad(batch[i], size, input.AsSpan(i * inputLength, inputLength));
            _model.Run(input, [batch.Length, 2, size.Rows, size.Columns], output, [batch.Length, Classes.Count, cellRows, cellColumns]);
            for (var i = 0; i < batch.Length; i++)
                scored(batch[i].Segment, heat.Add(batch[i], output.AsSpan(i * outputLength, outputLength), cellRows, cellColumns));
        }
        finally
        {
            if (!whole)
                ArrayPool<float>.Shared.Return(input);
            ArrayPool<float>.Shared.Return(output);
        }
    }

    private (int Rows, int Columns) Padded(SegmentInput segment) =>
        ((segment.Rows + _grain - 1) / _grain * _grain, (segment.Columns + _grain - 1) / _grain * _grain);

    // Blank is 0 in both channels: "not this region".
    private static void Pad(SegmentInput segment, (int Rows, int Columns) size, Span<float> to)
    {
        to.Clear();
        for (var row = 0; row < 2 * segment.Rows; row++)
        {
            var (channel, y) = (row / segment.Rows, row % segment.Rows);
            segment.Values.AsSpan(row * segment.Columns, segment.Columns).CopyTo(to[((channel * size.Rows + y) * size.Columns)..]);
        }
    }
}
