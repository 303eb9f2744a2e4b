namespace OxiPortal.Training.Data;

/// <summary>
/// Fills a batch: nodules, opacities, films without finding (some with a simulated nodule), hard negatives, and one film of which only
/// the whole is known to be abnormal.
/// </summary>
public sealed class BatchPlan
{
    /// <summary>Crops of the one film that is known as a whole.</summary>
    public const int BagSize = 4;

    // One batch in so many holds a bag.
    private const int BagEvery = 4;

    private readonly IrregularityExample[] _nodules;
    private readonly IrregularityExample[] _opacities;
    private readonly IrregularityExample[][] _clear;
    private readonly IrregularityExample[] _rejected;
    private readonly IrregularityExample[] _bags;
    private readonly IrregularityExample[] _all;

    /// <exception cref="InvalidDataException">Nothing to learn from.</exception>
    public BatchPlan(IReadOnlyCollection<IrregularityExample> examples)
    {
        _nodules = [.. examples.Where(e => e.HasClass(TruthMap.Nodule))];
        _opacities = [.. examples.Where(e => e.HasClass(TruthMap.Opacity))];
        _clear = [.. examples.Where(e => e.Film.FullyRead && !e.HasClass(TruthMap.Nodule | TruthMap.Opacity)).GroupBy(e => e.Film.Source)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];
        _rejected = [.. examples.Where(e => e.Film.Rejected.Count > 0)];
        _bags = [.. examples.Where(e => e.IsBag)];
        _all = [.. examples.Where(e => !e.IsBag)];
        if (_all.Length == 0)
            throw new InvalidDataException("No film with a marked finding, a rejected one, or the statement that it is fully read: there is nothing to learn from.");
    }

    /// <summary>The crops of a batch, in order; the last <see cref="BagSize"/> are one bag if <paramref name="bag"/> says so.</summary>
    public IReadOnlyList<CropDraw> Draw(int size, Random random, out bool bag)
    {
        ArgumentNullException.ThrowIfNull(random);
        bag = _bags.Length > 0 && size > BagSize && random.Next(BagEvery) == 0;
        var crops = new List<CropDraw>(size);
        for (var left = bag ? size - BagSize : size; left > 0; left--)
            crops.Add(One(random));
        if (bag)
        {
            var film = _bags[random.Next(_bags.Length)];
            var segments = film.Segments.ToArray();
            random.Shuffle(segments);
            for (var i = 0; i < BagSize; i++)
                crops.Add(CropDraw.Within(film, segments[i % segments.Length], random, simulate: false));
        }
        return crops;
    }

    private CropDraw One(Random random)
    {
        var kind = random.NextDouble();
        if (kind < 0.28 && _nodules.Length > 0)
            return CropDraw.AtFinding(_nodules[random.Next(_nodules.Length)], TruthMap.Nodule, random);
        if (kind < 0.46 && _opacities.Length > 0)
            return CropDraw.AtFinding(_opacities[random.Next(_opacities.Length)], TruthMap.Opacity, random);
        if (kind < 0.5 && _rejected.Length > 0)
            return CropDraw.Anywhere(_rejected[random.Next(_rejected.Length)], random, simulate: false);
        if (kind < 0.92 && _clear.Length > 0)
        {
            var source = _clear[random.Next(_clear.Length)];
            return CropDraw.Anywhere(source[random.Next(source.Length)], random, simulate: random.NextDouble() < 0.4);
        }
        return CropDraw.Anywhere(_all[random.Next(_all.Length)], random, simulate: false);
    }
}
