using OxiPortal.Dicom.Synthetic;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Training.Data;

/// <summary>Radiographs drawn by the product itself, with the masks they were drawn from: a small share keeps the region model at home on the demo's films.</summary>
public static class SyntheticFilms
{
    public const string Source = "synthetic";

    private const int Count = 32;

    // Far from the demo's and the tests' seeds.
    private const int FirstSeed = 710_000;

    // The whole chest on a film no finer than the region model needs.
    private const int Side = 384;
    private const double SpacingMm = 0.175 * 2048 / Side;

    public static IEnumerable<RegionExample> Regions()
    {
        for (var i = 0; i < Count; i++)
        {
            var drawn = SyntheticRadiograph.Draw(SyntheticFilmOptions.Varied(FirstSeed + i) with { Rows = Side, Columns = Side, PixelSpacingMm = SpacingMm, Monochrome1 = false });
            var masks = drawn.Masks;
            var bits = new byte[masks.Rows * masks.Columns];
            foreach (var region in new[] { BodyRegion.RightLung, BodyRegion.LeftLung, BodyRegion.Heart })
            {
                var inside = masks[region].Pixels;
                for (var p = 0; p < bits.Length; p++)
                    bits[p] |= inside[p] ? (byte)region : (byte)0;
            }
            var known = new byte[bits.Length];
            Array.Fill(known, (byte)7);
            var name = FormattableString.Invariant($"{FirstSeed + i}");
            var film = new TrainingFilm(Source, name, name, "", null, null);
            yield return RegionExample.From(film, new GreyImage(Side, Side, Array.ConvertAll(drawn.Pixels, v => (float)v)), masks.Rows, masks.Columns, bits, known);
        }
    }
}
