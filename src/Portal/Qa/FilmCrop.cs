using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Portal.Qa;

/// <summary>A part of a film as a picture, windowed so that its own greys fill the scale.</summary>
public static class FilmCrop
{
    /// <summary>No side of a picture is longer: larger crops are reduced.</summary>
    public const int MostPixels = 900;

    /// <summary>Draws the part that lies on the film.</summary>
    /// <returns>A PNG of 8 grey bits; null where nothing of the part lies on the film.</returns>
    public static byte[]? Draw(GreyImage film, PixelRect part)
    {
        ArgumentNullException.ThrowIfNull(film);
        var crop = part.Intersect(new PixelRect(0, 0, film.Columns, film.Rows));
        if (crop.IsEmpty)
            return null;
        var (low, high) = Window(film, crop);
        var step = Math.Max(1, (int)Math.Ceiling(Math.Max(crop.Width, crop.Height) / (double)MostPixels));
        var (rows, columns) = ((crop.Height + step - 1) / step, (crop.Width + step - 1) / step);
        var grey = new byte[rows * columns];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
                grey[y * columns + x] = Level(Mean(film, crop, x * step, y * step, step), low, high);
        }
        return PngWriter.WriteGrey(rows, columns, grey);
    }

    private static float Mean(GreyImage film, PixelRect crop, int x, int y, int step)
    {
        var (right, bottom) = (Math.Min(x + step, crop.Width), Math.Min(y + step, crop.Height));
        double sum = 0;
        for (var row = y; row < bottom; row++)
        {
            for (var column = x; column < right; column++)
                sum += film.Values[(crop.Y + row) * film.Columns + crop.X + column];
        }
        return (float)(sum / ((right - x) * (bottom - y)));
    }

    private static byte Level(float value, float low, float high) => (byte)Math.Clamp(255 * (value - low) / (high - low), 0, 255);

    // A bright clip or a burned-in letter must not decide: 0.5 % at either end are cut off.
    private static (float Low, float High) Window(GreyImage film, PixelRect crop)
    {
        var sample = new float[Math.Min(crop.Area, 20_000)];
        for (var i = 0; i < sample.Length; i++)
        {
            var at = i * crop.Area / sample.Length;
            sample[i] = film.Values[(crop.Y + at / crop.Width) * film.Columns + crop.X + at % crop.Width];
        }
        Array.Sort(sample);
        var (low, high) = (sample[sample.Length / 200], sample[^(sample.Length / 200 + 1)]);
        return high > low ? (low, high) : (low, low + 1);
    }
}
