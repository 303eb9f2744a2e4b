using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Training.Data;

/// <summary>A film ready to be cropped for the irregularity model: at working resolution, planned, its truth mapped.</summary>
/// <param name="Rows">Of the working film.</param>
/// <param name="Columns">Of the working film.</param>
/// <param name="Grey">RowsxColumns: -<see cref="WorkingFilm.Limit"/>..<see cref="WorkingFilm.Limit"/> as 0..255.</param>
/// <param name="Segments">As planned.</param>
/// <param name="Truth">See <see cref="TruthMap"/>.</param>
public sealed record IrregularityExample(TrainingFilm Film, int Rows, int Columns, byte[] Grey, IReadOnlyList<CropSource> Segments, byte[] Truth)
{
    /// <summary>The byte of a pixel at its neighbourhood's mean, which is also a blank one.</summary>
    public const float Blank = 127.5f;

    /// <summary>Normalised values a byte.</summary>
    public const float Step = WorkingFilm.Limit / Blank;

    /// <summary>Only the film as a whole is known to be abnormal, not where.</summary>
    public bool IsBag => Film is { Abnormal: true, FullyRead: false, Boxes.Count: 0, Rejected.Count: 0, Source: not PublicFilms.Nih };

    public bool HasClass(byte bit) => Array.Exists(Truth, t => (t & bit) != 0);

    public static IrregularityExample From(TrainingFilm film, GreyImage image, SegmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(image);
        var working = WorkingFilm.For(image, plan);
        var grey = Array.ConvertAll(working.Values, v => (byte)Math.Round(Blank + v / Step));
        return From(film, image.Rows, image.Columns, working.Rows, working.Columns, grey, plan);
    }

    public static IrregularityExample From(TrainingFilm film, int filmRows, int filmColumns, int rows, int columns, byte[] grey, SegmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        // The bands of a lung show the same mask: keep it once.
        var masks = plan.Segments.Select(s => s.Shown).Distinct().ToDictionary(m => m, m => Bytes(m.Pixels));
        var sources = plan.Segments.Select(s => new CropSource(
            new PixelRect((int)(s.Box.X * s.ColumnScale), (int)(s.Box.Y * s.RowScale), s.Columns, s.Rows), s.Shown.Rows, s.Shown.Columns, masks[s.Shown]));
        return new(film, rows, columns, grey, [.. sources], TruthMap.Of(film, rows, columns, filmRows, filmColumns));
    }

    private static byte[] Bytes(ReadOnlySpan<bool> pixels)
    {
        var bytes = new byte[pixels.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = pixels[i] ? (byte)1 : (byte)0;
        return bytes;
    }
}

/// <summary>A planned segment to draw crops from.</summary>
/// <param name="Box">In working pixels.</param>
/// <param name="MaskRows">Of <paramref name="Shown"/>, which covers the film edge to edge.</param>
/// <param name="MaskColumns">Of <paramref name="Shown"/>.</param>
/// <param name="Shown">1 where the film may be seen.</param>
public sealed record CropSource(PixelRect Box, int MaskRows, int MaskColumns, byte[] Shown)
{
    /// <summary>Whether the film may be seen at a point in working pixels.</summary>
    public bool Shows(double x, double y, int rows, int columns)
    {
        var (mx, my) = ((int)(x * MaskColumns / columns), (int)(y * MaskRows / rows));
        return mx >= 0 && my >= 0 && mx < MaskColumns && my < MaskRows && Shown[my * MaskColumns + mx] != 0;
    }
}
