using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Anatomy;

/// <summary>What is done to masks: each makes a new one on the same grid.</summary>
public static class RegionMaskOperations
{
    /// <summary>
    /// The mask and every cell whose centre lies within <paramref name="marginMm"/> of the centre of one of the mask's, measured straight
    /// (Euclidean) on cells of <paramref name="rowMm"/> by <paramref name="columnMm"/>. Cut at the grid's edge.
    /// </summary>
    public static RegionMask Grow(this RegionMask mask, double marginMm, double rowMm, double columnMm)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegative(marginMm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowMm);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columnMm);
        if (mask.IsEmpty)
            return mask;
        var window = Around(mask.Box, (int)Math.Min(marginMm / rowMm, mask.Rows), (int)Math.Min(marginMm / columnMm, mask.Columns))
            .Intersect(new(0, 0, mask.Columns, mask.Rows));
        var squaredMm = DistanceTransform.SquaredMm(mask, window, toInside: true, rowMm, columnMm);
        var inside = new bool[mask.Rows * mask.Columns];
        // A hair more than the margin: a cell at exactly that distance must not depend on rounding.
        var limit = marginMm * marginMm * (1 + 1e-9);
        for (var y = 0; y < window.Height; y++)
        {
            for (var x = 0; x < window.Width; x++)
                inside[(y + window.Y) * mask.Columns + x + window.X] = squaredMm[y * window.Width + x] <= limit;
        }
        return new(mask.Rows, mask.Columns, inside);
    }

    /// <summary>What is in the mask and not in the other.</summary>
    public static RegionMask Without(this RegionMask mask, RegionMask other)
    {
        var inside = CopyOf(mask, other);
        var b = other.Pixels;
        for (var i = 0; i < inside.Length; i++)
            inside[i] &= !b[i];
        return new(mask.Rows, mask.Columns, inside);
    }

    /// <summary>What is in both.</summary>
    public static RegionMask And(this RegionMask mask, RegionMask other)
    {
        var inside = CopyOf(mask, other);
        var b = other.Pixels;
        for (var i = 0; i < inside.Length; i++)
            inside[i] &= b[i];
        return new(mask.Rows, mask.Columns, inside);
    }

    /// <summary>What is in either.</summary>
    public static RegionMask Or(this RegionMask mask, RegionMask other)
    {
        var inside = CopyOf(mask, other);
        var b = other.Pixels;
        for (var i = 0; i < inside.Length; i++)
            inside[i] |= b[i];
        return new(mask.Rows, mask.Columns, inside);
    }

    /// <summary>The mask on another grid over the same area: each new cell takes what lies under its centre.</summary>
    public static RegionMask Resample(this RegionMask mask, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if ((rows, columns) == (mask.Rows, mask.Columns))
            return mask;
        var under = new int[columns];
        for (var x = 0; x < columns; x++)
            under[x] = RegionMask.CellUnder(x, columns, mask.Columns);
        var inside = new bool[rows * columns];
        for (var y = 0; y < rows; y++)
        {
            var gy = RegionMask.CellUnder(y, rows, mask.Rows);
            for (var x = 0; x < columns; x++)
                inside[y * columns + x] = mask[under[x], gy];
        }
        return new(rows, columns, inside);
    }

    /// <summary>The largest connected part (cells that share a side); the topmost of equals.</summary>
    public static RegionMask LargestPart(this RegionMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var (rows, columns) = (mask.Rows, mask.Columns);
        var part = new int[rows * columns];
        var queue = new Queue<int>();
        var (parts, best, bestArea) = (0, 0, 0);
        for (var seed = 0; seed < part.Length; seed++)
        {
            if (part[seed] != 0 || !mask.Pixels[seed])
                continue;
            part[seed] = ++parts;
            queue.Enqueue(seed);
            var area = 0;
            while (queue.TryDequeue(out var at))
            {
                area++;
                var x = at % columns;
                if (x > 0) Visit(at - 1);
                if (x < columns - 1) Visit(at + 1);
                if (at >= columns) Visit(at - columns);
                if (at < part.Length - columns) Visit(at + columns);
            }
            if (area > bestArea)
                (best, bestArea) = (parts, area);
        }
        return parts <= 1 ? mask : new(rows, columns, Array.ConvertAll(part, p => p == best));

        void Visit(int at)
        {
            if (part[at] != 0 || !mask.Pixels[at])
                return;
            part[at] = parts;
            queue.Enqueue(at);
        }
    }

    private static bool[] CopyOf(RegionMask mask, RegionMask other)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(other);
        if ((mask.Rows, mask.Columns) != (other.Rows, other.Columns))
            throw new ArgumentException($"A mask of {other.Rows} x {other.Columns} does not fit one of {mask.Rows} x {mask.Columns}.", nameof(other));
        return mask.Pixels.ToArray();
    }

    private static PixelRect Around(PixelRect box, int rows, int columns) =>
        new(box.X - columns - 1, box.Y - rows - 1, box.Width + 2 * columns + 2, box.Height + 2 * rows + 2);
}
