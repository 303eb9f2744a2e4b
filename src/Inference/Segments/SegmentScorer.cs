using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Models;

namespace OxiPortal.Inference.Segments;

/// <summary>
/// Runs the irregularity network on a plan's segments. Segments that show the same region, such as the bands of a lung, are scored in one dense
/// pass over all that they cover, so their overlap costs nothing; each then takes its own cells of it. Where no band ends nearby, that is what the
/// segment by itself would give; at a band's own edge it sees on, where by itself it would see blank. Passes of equal padded size share a batch, also
/// with those of other films; what one is padded to follows from its own size alone, so scores do not depend on what shares the batch.
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

    /// <inheritdoc cref="SegmentBatches.Waits"/>
    internal int Waits => _batches.Waits;

    /// <summary>Scores the segments, region after region as far as batches allow, and gives each to <paramref name="scored"/> as its pass is done, one at a time.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public void Score(SegmentPlan plan, SegmentCutter cutter, CellHeat heat, Action<ImageSegment, SegmentCells> scored, CancellationToken cancel) =>
        _batches.Run([.. plan.Segments.GroupBy(s => s.Shown).Select(bands => RunOf(bands.Key, [.. bands], cutter, heat, scored))], cancel);

    private SegmentRun RunOf(RegionMask shown, ImageSegment[] bands, SegmentCutter cutter, CellHeat heat, Action<ImageSegment, SegmentCells> scored)
    {
        var cells = Array.ConvertAll(bands, band =>
        {
            cutter.CheckScale(band);
            return cutter.CellsOf(band.Box);
        });
        var (left, top) = (cells.Min(c => c.X), cells.Min(c => c.Y));
        var all = new PixelRect(left, top, cells.Max(c => c.Right) - left, cells.Max(c => c.Bottom) - top);
        var pass = new PixelRect(left, top, Padded(all.Width), Padded(all.Height));
        return new(
            pass.Height * Stride, pass.Width * Stride,
            input => cutter.CutInto(shown, all, pass.Height * Stride, pass.Width * Stride, input),
            (input, output) =>
            {
                for (var i = 0; i < bands.Length; i++)
                    scored(bands[i], heat.Add(cells[i], pass, input[(pass.Height * pass.Width * Stride * Stride)..], output));
            });
    }

    /// <summary>In cells; blank (0 in both channels: "not this region") where the region is smaller.</summary>
    private int Padded(int cells) => (cells + _grain - 1) / _grain * _grain;
}
