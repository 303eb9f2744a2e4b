using OxiPortal.Training.Augmentation;
using OxiPortal.Training.Nets;
using OxiPortal.Training.Optimisation;
using static TorchSharp.torch;

namespace OxiPortal.Training.Data;

/// <summary>A batch for the region model: NxSxS greys, 0..1; NxSxS truth and NxSxS whether it is known, a bit a region.</summary>
public sealed record RegionBatch(int Size, float[] Grey, byte[] Truth, byte[] Known);

/// <summary>Teaches regions: Dice and cross-entropy over what each set knows.</summary>
public sealed class RegionLesson : ILesson<RegionBatch>
{
    private readonly List<(double Share, List<RegionExample> Films)> _sources;
    private readonly int _size;
    private readonly int _seed;
    private readonly long _calmFrom;

    /// <param name="shares">How often each set is drawn where it is there; sets that are not named are left out.</param>
    /// <param name="calmFrom">From this image on films are changed half as much: the end of a run is spent on films as they come.</param>
    public RegionLesson(IEnumerable<RegionExample> examples, IReadOnlyDictionary<string, double> shares, int size, int seed, long calmFrom = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(shares);
        (_size, _seed, _calmFrom) = (size, seed, calmFrom);
        _sources = [.. examples.Where(e => shares.GetValueOrDefault(e.Film.Source) > 0).GroupBy(e => e.Film.Source).Select(g => (shares[g.Key], g.ToList()))];
        if (_sources.Count == 0)
            throw new InvalidDataException("No film with a mask to train on.");
    }

    public RegionBatch MakeBatch(long number, int size)
    {
        var plane = _size * _size;
        var batch = new RegionBatch(size, new float[size * plane], new byte[size * plane], new byte[size * plane]);
        var strength = number * size >= _calmFrom ? 0.5 : 1;
        for (var i = 0; i < size; i++)
        {
            var random = new Random(HashCodes.Of(_seed, number, i));
            var (at, example) = (i * plane, Draw(random));
            RegionAugmentation.Fill(example, _size, strength, random, batch.Grey.AsSpan(at, plane), batch.Truth.AsSpan(at, plane), batch.Known.AsSpan(at, plane));
        }
        return batch;
    }

    public Tensor Loss(INet net, RegionBatch batch, NetMode mode)
    {
        ArgumentNullException.ThrowIfNull(net);
        ArgumentNullException.ThrowIfNull(batch);
        using var input = tensor(batch.Grey, [batch.Size, 1, _size, _size]);
        using var truth = Planes(batch.Truth, batch.Size);
        using var known = Planes(batch.Known, batch.Size);
        using var fed = mode.Cast(input);
        var logits = net.Forward(fed, mode);
        var entropy = nn.functional.binary_cross_entropy_with_logits(logits, truth, known);
        var score = logits.sigmoid() * known;
        var both = (score * truth).sum([2, 3]);
        var either = score.sum([2, 3]) + (truth * known).sum([2, 3]);
        // A plane about which nothing is known must not count as missed.
        var counts = (known.sum([2, 3]) > 0).to(ScalarType.Float32);
        var dice = (2 * both + 1) / (either + 1);
        return entropy + ((1 - dice) * counts).sum() / counts.sum();
    }

    // NxSxS bits to Nx3xSxS, 0 or 1.
    private Tensor Planes(byte[] bits, int count)
    {
        using var packed = tensor(bits, [count, 1, _size, _size]);
        using var bit = tensor(new byte[] { 1, 2, 4 }, [1, RegionNet.Regions, 1, 1]);
        using var set = packed.bitwise_and(bit);
        using var any = set.ne(0);
        return any.to(ScalarType.Float32);
    }

    private RegionExample Draw(Random random)
    {
        var at = random.NextDouble() * _sources.Sum(s => s.Share);
        foreach (var (share, films) in _sources)
        {
            at -= share;
            if (at < 0)
                return films[random.Next(films.Count)];
        }
        return _sources[^1].Films[0];
    }
}
