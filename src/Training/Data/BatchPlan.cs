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

    private readonly Pool _nodules;
    private readonly Pool _opacities;
    private readonly Pool _clear;
    private readonly IrregularityExample[] _rejected;
    private readonly IrregularityExample[] _bags;
    private readonly IrregularityExample[] _all;

    private readonly double _simulated;

    /// <param name="shares">How often each set is drawn among films of one kind.</param>
    /// <param name="simulated">The share of crops of clear films into which a nodule is pasted.</param>
    /// <exception cref="InvalidDataException">Nothing to learn from.</exception>
    public BatchPlan(IReadOnlyCollection<IrregularityExample> examples, IReadOnlyDictionary<string, double> shares, double simulated)
    {
        _simulated = simulated;
        _nodules = new(examples.Where(e => e.HasClass(TruthMap.Nodule)), shares);
        _opacities = new(examples.Where(e => e.HasClass(TruthMap.Opacity)), shares);
        _clear = new(examples.Where(e => e.Film.FullyRead && !e.HasClass(TruthMap.Nodule | TruthMap.Opacity)), shares);
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
        if (kind < 0.28 && !_nodules.IsEmpty)
            return CropDraw.AtFinding(_nodules.Draw(random), TruthMap.Nodule, random);
        if (kind < 0.46 && !_opacities.IsEmpty)
            return CropDraw.AtFinding(_opacities.Draw(random), TruthMap.Opacity, random);
        if (kind < 0.5 && _rejected.Length > 0)
            return CropDraw.Anywhere(_rejected[random.Next(_rejected.Length)], random, simulate: false);
        if (kind < 0.92 && !_clear.IsEmpty)
            return CropDraw.Anywhere(_clear.Draw(random), random, simulate: random.NextDouble() < _simulated);
        return CropDraw.Anywhere(_all[random.Next(_all.Length)], random, simulate: false);
    }

    /// <summary>Films of one kind, drawn by the shares of their sets.</summary>
    private sealed class Pool(IEnumerable<IrregularityExample> examples, IReadOnlyDictionary<string, double> shares)
    {
        private readonly (double Share, IrregularityExample[] Films)[] _sets =
        [
            .. examples.GroupBy(e => e.Film.Source).Where(g => shares.GetValueOrDefault(g.Key) > 0).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (shares[g.Key], g.ToArray())),
        ];

        public bool IsEmpty => _sets.Length == 0;

        public IrregularityExample Draw(Random random)
        {
            var at = random.NextDouble() * _sets.Sum(s => s.Share);
            var set = 0;
            while (set < _sets.Length - 1 && (at -= _sets[set].Share) >= 0)
                set++;
            var films = _sets[set].Films;
            return films[random.Next(films.Length)];
        }
    }
}
