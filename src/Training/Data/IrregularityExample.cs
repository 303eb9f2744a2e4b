using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Training.Data;

/// <summary>A film ready to be cropped for the irregularity model: at working resolution, planned, its truth mapped.</summary>
/// <param name="Rows">Of the working film.</param>
/// <param name="Columns">Of the working film.</param>
/// <param name="Average">Working pixels down and across of which each byte of <paramref name="Grey"/> is the mean; see <see cref="Nets.CellNetShape"/>.</param>
/// <param name="Grey"><see cref="GreyRows"/> x <see cref="GreyColumns"/>: -<see cref="WorkingFilm.Limit"/>..<see cref="WorkingFilm.Limit"/> as 0..255.</param>
/// <param name="Segments">As planned.</param>
/// <param name="Truth">See <see cref="TruthMap"/>.</param>
public sealed record IrregularityExample(TrainingFilm Film, int Rows, int Columns, int Average, byte[] Grey, IReadOnlyList<CropSource> Segments, byte[] Truth)
{
    public int GreyRows => Rows / Average;
    public int GreyColumns => Columns / Average;

    /// <summary>The byte of a pixel at its neighbourhood's mean, which is also a blank one.</summary>
    public const float Blank = 127.5f;

    /// <summary>Normalised values a byte.</summary>
    public const float Step = WorkingFilm.Limit / Blank;

    /// <summary>Only the film as a whole is known to be abnormal, not where.</summary>
    public bool IsBag => Film is { Abnormal: true, FullyRead: false, Boxes.Count: 0, Rejected.Count: 0, Source: not PublicFilms.Nih };

    public bool HasClass(byte bit) => Array.Exists(Truth, t => (t & bit) != 0);

    public static IrregularityExample From(TrainingFilm film, GreyImage image, SegmentPlan plan, int average = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        var working = WorkingFilm.For(image, plan);
        return From(film, image.Rows, image.Columns, working.Rows, working.Columns, average, Averaged(working, average), plan);
    }

    public static IrregularityExample From(TrainingFilm film, int filmRows, int filmColumns, int rows, int columns, int average, byte[] grey, SegmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        // The bands of a lung show the same mask: keep it once.
        var masks = plan.Segments.Select(s => s.Shown).Distinct().ToDictionary(m => m, m => Bytes(m.Pixels));
        var sources = plan.Segments.Select(s => new CropSource(
            new PixelRect((int)(s.Box.X * s.ColumnScale), (int)(s.Box.Y * s.RowScale), s.Columns, s.Rows), s.Shown.Rows, s.Shown.Columns, masks[s.Shown]));
        return new(film, rows, columns, average, grey, [.. sources], TruthMap.Of(film, rows, columns, filmRows, filmColumns));
    }

    private static byte[] Averaged(WorkingFilm film, int average)
    {
        var (rows, columns) = (film.Rows / average, film.Columns / average);
        var grey = new byte[rows * columns];
        Parallel.For(0, rows, y =>
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0f;
                for (var i = 0; i < average * average; i++)
                    sum += film.Values[(y * average + i / average) * film.Columns + x * average + i % average];
                grey[y * columns + x] = (byte)Math.Round(Blank + sum / (average * average) / Step);
            }
        });
        return grey;
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
