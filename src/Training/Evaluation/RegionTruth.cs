using OxiPortal.Domain.Anatomy;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Evaluation;

/// <summary>A set's masks of one film.</summary>
internal sealed class RegionTruth
{
    private const string Lungs = "Lungs";
    private static readonly BodyRegion[] Regions = [BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart];

    private readonly int _rows;
    private readonly int _columns;
    private readonly byte[] _bits;
    private readonly byte[] _known;
    private readonly bool _sides;
    private readonly bool _heart;

    private RegionTruth(int rows, int columns, byte[] bits, byte[] known, bool sides, bool heart) =>
        (_rows, _columns, _bits, _known, _sides, _heart) = (rows, columns, bits, known, sides, heart);

    /// <summary>Null where the set has no masks of regions as we define them.</summary>
    public static RegionTruth? Of(TrainingFilm film)
    {
        if (film.MaskPath is null)
            return null;
        var (rows, columns, bits) = FilmFile.ReadMask(film.MaskPath);
        var known = new byte[bits.Length];
        // Only outside the mediastinum do gb_covid's lungs mean what ours do.
        Array.Fill(known, (byte)1);
        if (film.Source == PublicFilms.GbCovid)
            known = Array.ConvertAll(bits, b => (b & (int)BodyRegion.Heart) != 0 ? (byte)0 : (byte)1);
        return new(rows, columns, bits, known, film.Source != PublicFilms.Shenzhen, film.Source is PublicFilms.Jsrt or PublicFilms.Wingspan);
    }

    /// <summary>The set's masks as regions; null where it does not tell the lungs' sides.</summary>
    public RegionMasks? Masks => _sides ? new(Mask(BodyRegion.RightLung), Mask(BodyRegion.LeftLung), Mask(BodyRegion.Heart)) : null;

    /// <summary>Dice of each structure that the set knows, against masks on any grid; null: nothing was found.</summary>
    public Dictionary<string, double> Dice(RegionMasks? found) => Structures.ToDictionary(s => s.Name, s => Dice(found, s.Bits));

    /// <summary><see cref="BoundaryDistance"/> of each structure that the set knows everywhere and that was found.</summary>
    public Dictionary<string, double> Boundary(RegionMasks found)
    {
        ArgumentNullException.ThrowIfNull(found);
        // Where a part of the film is nobody's, outlines end for no reason.
        if (_known.Contains((byte)0))
            return [];
        return Structures.Select(s => (s.Name, Value: BoundaryDistance.Mean(On(found, s.Bits), Array.ConvertAll(_bits, b => (b & s.Bits) != 0), _rows, _columns)))
            .Where(d => double.IsFinite(d.Value)).ToDictionary(d => d.Name, d => Math.Round(d.Value, 3));
    }

    private IEnumerable<(string Name, int Bits)> Structures
    {
        get
        {
            yield return (Lungs, (int)(BodyRegion.RightLung | BodyRegion.LeftLung));
            if (_sides)
            {
                yield return (nameof(BodyRegion.RightLung), (int)BodyRegion.RightLung);
                yield return (nameof(BodyRegion.LeftLung), (int)BodyRegion.LeftLung);
            }
            if (_heart)
                yield return (nameof(BodyRegion.Heart), (int)BodyRegion.Heart);
        }
    }

    /// <summary>The cardiothoracic ratio of the set's masks, by the product's own rule; null where the set has no heart.</summary>
    public double? Ratio()
    {
        if (!_heart)
            return null;
        return CardiothoracicRatio.Of(Masks!, _rows, _columns)?.Value;
    }

    private RegionMask Mask(BodyRegion region) => new(_rows, _columns, Array.ConvertAll(_bits, b => (b & (int)region) != 0));

    private double Dice(RegionMasks? found, int regions)
    {
        var truth = new bool[_bits.Length];
        for (var i = 0; i < truth.Length; i++)
            truth[i] = _known[i] != 0 && (_bits[i] & regions) != 0;
        var there = found is null ? new bool[truth.Length] : On(found, regions);
        for (var i = 0; i < there.Length; i++)
            there[i] &= _known[i] != 0;
        return Math.Round(Metrics.Dice(there, truth), 5);
    }

    /// <summary>What was found of some regions, on the set's own grid.</summary>
    private bool[] On(RegionMasks found, int regions)
    {
        var there = new bool[_bits.Length];
        for (var i = 0; i < there.Length; i++)
        {
            var x = RegionMask.CellUnder(i % _columns, _columns, found.Columns);
            var y = RegionMask.CellUnder(i / _columns, _rows, found.Rows);
            foreach (var region in Regions)
                there[i] |= (regions & (int)region) != 0 && found[region][x, y];
        }
        return there;
    }
}
