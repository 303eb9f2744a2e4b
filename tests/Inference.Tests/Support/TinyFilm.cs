using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Inference.Tests.Support;

/// <summary>A drawn chest: two dark ellipses for lungs, a heart between them, a bright disc in the right lung where one is wanted.</summary>
internal static class TinyFilm
{
    public const int Rows = 400;
    public const int Columns = 352;

    /// <summary>Centre of the bright disc, in pixels of the film turned the usual way.</summary>
    public const double DiscX = 0.28 * Columns;
    public const double DiscY = 0.5 * Rows;
    public const double DiscRadius = 16;

    private static readonly (double X, double Y, double RadiusX, double RadiusY)[] Regions =
        [(0.28, 0.5, 0.17, 0.36), (0.73, 0.5, 0.15, 0.36), (0.53, 0.62, 0.14, 0.16)];

    // 1 mm a pixel: lungs 288 mm high.
    public static PixelSpacing Spacing { get; } = new(1, 1, PixelSpacingSource.PixelSpacing);

    public static Film Usual(bool withDisc = true) => new(Image(withDisc), Spacing, FilmOrientation.Usual);

    public static GreyImage Image(bool withDisc = true)
    {
        var values = new float[Rows * Columns];
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < Columns; x++)
            {
                // A fixed pattern in place of noise.
                var grey = 700f + (x * 7 + y * 13) % 17;
                if (Inside(0, x, y) || Inside(1, x, y))
                    grey -= 400;
                if (withDisc && Math.Pow(x + 0.5 - DiscX, 2) + Math.Pow(y + 0.5 - DiscY, 2) <= DiscRadius * DiscRadius)
                    grey += 400;
                values[y * Columns + x] = grey;
            }
        }
        return new GreyImage(Rows, Columns, values);
    }

    /// <summary>The usual film as it would be stored in another orientation.</summary>
    public static Film Stored(GreyImage usual, FilmOrientation orientation)
    {
        var (rows, columns) = orientation.Transpose ? (usual.Columns, usual.Rows) : (usual.Rows, usual.Columns);
        var values = new float[usual.Values.Length];
        for (var y = 0; y < usual.Rows; y++)
        {
            for (var x = 0; x < usual.Columns; x++)
            {
                var (sx, sy) = orientation.StoredPixel(x, y, usual.Rows, usual.Columns);
                values[sy * columns + sx] = usual.Values[y * usual.Columns + x];
            }
        }
        return new Film(new GreyImage(rows, columns, values), Spacing, orientation);
    }

    /// <summary>3xSxS: what the region network should say of this film, as log-odds.</summary>
    public static float[] RegionLogits(int size, int filmRows, int filmColumns)
    {
        var inner = RegionInput.Fit(filmRows, filmColumns, size);
        var logits = new float[3 * size * size];
        for (var r = 0; r < 3; r++)
        {
            for (var y = 0; y < size; y++)
            {
                for (var x = 0; x < size; x++)
                {
                    var inside = Inside(r, (x + 0.5 - inner.X) * Columns / inner.Width - 0.5, (y + 0.5 - inner.Y) * Rows / inner.Height - 0.5);
                    logits[(r * size + y) * size + x] = inside ? 6 : -6;
                }
            }
        }
        return logits;
    }

    private static bool Inside(int region, double x, double y)
    {
        var (cx, cy, rx, ry) = Regions[region];
        var (dx, dy) = (((x + 0.5) / Columns - cx) / rx, ((y + 0.5) / Rows - cy) / ry);
        return dx * dx + dy * dy <= 1;
    }
}
