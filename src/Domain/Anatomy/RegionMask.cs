using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Anatomy;

/// <summary>Which pixels of a grid belong to a region: rows x columns, row-major.</summary>
public sealed class RegionMask
{
    private readonly bool[] _inside;

    /// <exception cref="ArgumentException">The array does not fill rows x columns exactly.</exception>
    public RegionMask(int rows, int columns, bool[] inside)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentNullException.ThrowIfNull(inside);
        if (inside.LongLength != (long)rows * columns)
            throw new ArgumentException($"{inside.LongLength} values do not fill {rows} x {columns} pixels.", nameof(inside));
        (Rows, Columns, _inside) = (rows, columns, inside);
        Area = inside.AsSpan().Count(true);
        Box = BoxWithin(new(0, 0, columns, rows), inside, columns);
    }

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>How many pixels are inside.</summary>
    public long Area { get; }

    /// <summary>The smallest rectangle around the region; empty where the region is.</summary>
    public PixelRect Box { get; }

    public bool IsEmpty => Area == 0;

    public bool this[int x, int y] => _inside[y * Columns + x];

    public ReadOnlySpan<bool> Pixels => _inside;

    /// <summary>The smallest rectangle around what of the region lies within the given one; empty where nothing does.</summary>
    public PixelRect BoxWithin(PixelRect within) => BoxWithin(within.Intersect(Box), _inside, Columns);

    private static PixelRect BoxWithin(PixelRect part, ReadOnlySpan<bool> inside, int columns)
    {
        int left = int.MaxValue, top = int.MaxValue, right = -1, bottom = -1;
        for (var y = part.Y; y < part.Bottom; y++)
        {
            var row = inside.Slice(y * columns + part.X, part.Width);
            var first = row.IndexOf(true);
            if (first < 0)
                continue;
            left = Math.Min(left, part.X + first);
            right = Math.Max(right, part.X + row.LastIndexOf(true));
            top = Math.Min(top, y);
            bottom = y;
        }
        return right < 0 ? default : new(left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>Whether the centre of pixel (x, y) of a film of that size lies in the region; film and grid cover the same area.</summary>
    public bool AtFilmPixel(int x, int y, int filmRows, int filmColumns) =>
        this[CellUnder(x, filmColumns, Columns), CellUnder(y, filmRows, Rows)];

    /// <summary>Which of <paramref name="cells"/> cells lies under the centre of pixel <paramref name="pixel"/> of <paramref name="pixels"/>, both edge to edge over one length.</summary>
    public static int CellUnder(int pixel, int pixels, int cells) => (int)((2L * pixel + 1) * cells / (2L * pixels));

    public static RegionMask Empty(int rows, int columns) => new(rows, columns, new bool[rows * columns]);
}
