using OxiPortal.Domain.Anatomy;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Evaluation;

/// <summary>A set's masks of one film.</summary>
internal sealed class RegionTruth
{
    private const string Lungs = "Lungs";

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

    /// <summary>Against masks on any grid; null: nothing was found.</summary>
    public Dictionary<string, double> Dice(RegionMasks? found)
    {
        const int Both = (int)(BodyRegion.RightLung | BodyRegion.LeftLung);
        var dice = new Dictionary<string, double> { [Lungs] = Dice(found, Both) };
        if (_sides)
        {
            dice[nameof(BodyRegion.RightLung)] = Dice(found, (int)BodyRegion.RightLung);
            dice[nameof(BodyRegion.LeftLung)] = Dice(found, (int)BodyRegion.LeftLung);
        }
        if (_heart)
            dice[nameof(BodyRegion.Heart)] = Dice(found, (int)BodyRegion.Heart);
        return dice;
    }

    /// <summary>The cardiothoracic ratio of the set's masks, by the product's own rule; null where the set has no heart.</summary>
    public double? Ratio()
    {
        if (!_heart)
            return null;
        RegionMask Mask(BodyRegion region) => new(_rows, _columns, Array.ConvertAll(_bits, b => (b & (int)region) != 0));
        var masks = new RegionMasks(Mask(BodyRegion.RightLung), Mask(BodyRegion.LeftLung), Mask(BodyRegion.Heart));
        return CardiothoracicRatio.Of(masks, _rows, _columns)?.Value;
    }

    private double Dice(RegionMasks? found, int regions)
    {
        var truth = new bool[_bits.Length];
        var there = new bool[_bits.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            if (_known[i] == 0)
                continue;
            truth[i] = (_bits[i] & regions) != 0;
            if (found is null)
                continue;
            var x = (int)((i % _columns + 0.5) * found.Columns / _columns);
            var y = (int)((i / _columns + 0.5) * found.Rows / _rows);
            foreach (var region in new[] { BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart })
                there[i] |= (regions & (int)region) != 0 && found[region][x, y];
        }
        return Math.Round(Metrics.Dice(there, truth), 5);
    }
}
