using OxiPortal.Training.Augmentation;
using OxiPortal.Training.Nets;
using OxiPortal.Training.Optimisation;
using static TorchSharp.torch;

namespace OxiPortal.Training.Data;

/// <summary>A batch for the irregularity model: Nx2xSxS crops; Nxhxw bits of <see cref="TruthMap"/>; whether the last ones are one bag.</summary>
public sealed record IrregularityBatch(int Size, float[] Crops, byte[] Truth, bool HasBag);

/// <summary>
/// Teaches irregularities cell by cell with a focal loss (Lin et al. 2017), and, where only the whole film is known, through its hottest cells
/// (multiple-instance learning).
/// </summary>
/// <param name="cropSize">In averaged pixels.</param>
/// <param name="pixelMm">Of a working pixel.</param>
/// <param name="average">See <see cref="CellNetShape.Average"/>: crops are made that much coarser from the start.</param>
public sealed class IrregularityLesson(BatchPlan plan, int cropSize, double pixelMm, int average, int seed) : ILesson<IrregularityBatch>
{
    // A batch with a few positive cells, or none, must not shout.
    private const double LeastPositives = 16;
    private const double BagWeight = 0.3;

    // The hottest cells that must carry a bag: one in a hundred.
    private const int BagCells = 10;

    private const double Hidden = -20;

    private readonly CropMaker _maker = new(cropSize, pixelMm, average);

    public IrregularityBatch MakeBatch(long number, int size)
    {
        var draws = plan.Draw(size, new Random(HashCodes.Of(seed, number, -1)), out var bag);
        var (input, cells) = (2 * cropSize * cropSize, _maker.Cells * _maker.Cells);
        var batch = new IrregularityBatch(size, new float[size * input], new byte[size * cells], bag);
        for (var i = 0; i < size; i++)
        {
            var random = new Random(HashCodes.Of(seed, number, i));
            _maker.Fill(draws[i].Example, draws[i].Segment, (draws[i].X, draws[i].Y), draws[i].Simulate, random,
                batch.Crops.AsSpan(i * input, input), batch.Truth.AsSpan(i * cells, cells));
        }
        return batch;
    }

    public Tensor Loss(INet net, IrregularityBatch batch, NetMode mode)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(batch);
        using var input = tensor(batch.Crops, [batch.Size, 2, cropSize, cropSize]);
        using var bits = tensor(batch.Truth, [batch.Size, 1, _maker.Cells, _maker.Cells]);
        using var fed = mode.Cast(input);
        var logits = ((CellNet)net).ForwardAveraged(fed, mode);
        var yes = Planes(bits, TruthMap.Nodule, TruthMap.Opacity);
        var known = 1 - Planes(bits, TruthMap.NoduleUnknown, TruthMap.OpacityUnknown);
        // -log p and -log (1 - p), without ever taking the logarithm of 0. Sure and right: counts little (Lin et al. 2017).
        var (score, miss, alarm) = (logits.sigmoid(), nn.functional.softplus(-logits), nn.functional.softplus(logits));
        var no = (1 - yes) * known;
        // Counted by positive cells, not by all: a film is judged by its hottest place, so one false alarm among a thousand quiet cells must hurt.
        var cells = (yes * (1 - score).square() * miss + no * score.square() * alarm).sum([0, 2, 3]);
        var loss = (cells / yes.sum([0, 2, 3]).clamp_min(LeastPositives)).sum();
        if (!batch.HasBag)
            return loss;
        // Blanked cells are nobody's: they must not carry the bag.
        var shown = nn.functional.avg_pool2d(input.narrow(0, batch.Size - BatchPlan.BagSize, BatchPlan.BagSize).narrow(1, 1, 1), CellNet.Stride / average);
        var opacity = logits.narrow(0, batch.Size - BatchPlan.BagSize, BatchPlan.BagSize).narrow(1, IrregularityClasses.Opacity, 1)
            .masked_fill(shown < CropMaker.LeastShown, Hidden).flatten();
        var (hottest, _) = opacity.topk(BagCells);
        return loss + BagWeight * nn.functional.softplus(-hottest.mean());
    }

    private static Tensor Planes(Tensor bits, byte nodule, byte opacity)
    {
        using var bit = tensor(new[] { nodule, opacity }, [1, 2, 1, 1]);
        return bits.bitwise_and(bit).ne(0).to(ScalarType.Float32);
    }
}
