using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Texture;

/// <summary>A grid of points over a part of a film, and for each point the third of the lung in which it lies.</summary>
internal sealed class LungGrid
{
    public const int Thirds = 3;

    // Halving a grid twice leaves whole points.
    private const int Grain = 4;

    private const sbyte Outside = -1;

    private readonly RegionMask[] _lungs;
    private readonly double _filmRows;
    private readonly double _filmColumns;
    private readonly double _left;
    private readonly double _top;
    private readonly sbyte[] _zones;
    private readonly int[] _counts;

    private LungGrid(RegionMask[] lungs, double filmRows, double filmColumns, double left, double top, int rows, int columns)
    {
        (_lungs, _filmRows, _filmColumns, _left, _top, Rows, Columns) = (lungs, filmRows, filmColumns, left, top, rows, columns);
        _zones = new sbyte[rows * columns];
        _counts = new int[lungs.Length * Thirds];
        Array.Fill(_zones, Outside);
        for (var lung = 0; lung < lungs.Length; lung++)
            Mark((sbyte)lung, Under(left, columns, filmColumns, lungs[lung].Columns), Under(top, rows, filmRows, lungs[lung].Rows));
    }

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>Of the film's grid, from which this one is cut.</summary>
    public PixelRect Box => new((int)_left, (int)_top, Columns, Rows);

    /// <summary>The part of a film of so many points that holds the lungs and a margin.</summary>
    public static LungGrid Around(RegionMask[] lungs, int filmRows, int filmColumns, int margin)
    {
        var (across, down) = ((double)filmColumns / lungs[0].Columns, (double)filmRows / lungs[0].Rows);
        var left = Math.Max(0, (int)(lungs.Min(l => l.Box.X) * across) - margin) / Grain * Grain;
        var top = Math.Max(0, (int)(lungs.Min(l => l.Box.Y) * down) - margin) / Grain * Grain;
        var right = Math.Min(filmColumns, (int)(lungs.Max(l => l.Box.Right) * across) + margin);
        var bottom = Math.Min(filmRows, (int)(lungs.Max(l => l.Box.Bottom) * down) + margin);
        return new(lungs, filmRows, filmColumns, left, top, Math.Max(1, (bottom - top) / Grain) * Grain, Math.Max(1, (right - left) / Grain) * Grain);
    }

    /// <summary>Half as many points across and down.</summary>
    public LungGrid Halved() => new(_lungs, _filmRows / 2, _filmColumns / 2, _left / 2, _top / 2, Rows / 2, Columns / 2);

    /// <summary>255 in the lungs, else 0.</summary>
    public byte[] Inside() => Array.ConvertAll(_zones, z => z == Outside ? (byte)0 : byte.MaxValue);

    /// <summary>The values of each third, from the top, of each lung; thirds without a point are left out.</summary>
    /// <param name="values">One a point of this grid.</param>
    public IReadOnlyList<float[]>[] ByThird(float[] values)
    {
        var points = Array.ConvertAll(_counts, count => new float[count]);
        var filled = new int[_counts.Length];
        for (var i = 0; i < _zones.Length; i++)
        {
            var zone = _zones[i];
            if (zone != Outside)
                points[zone][filled[zone]++] = values[i];
        }
        return [.. Enumerable.Range(0, Thirds).Select(third => (IReadOnlyList<float[]>)[.. points.Where((p, zone) => zone % Thirds == third && p.Length > 0)])];
    }

    // For each point along one axis the mask's cell under it; beyond the film: none.
    private static int[] Under(double first, int count, double film, int cells)
    {
        var under = new int[count];
        for (var i = 0; i < count; i++)
            under[i] = first + i + 0.5 < film ? (int)((first + i + 0.5) / film * cells) : -1;
        return under;
    }

    private void Mark(sbyte lung, int[] columns, int[] rows)
    {
        var mask = _lungs[lung].Pixels;
        var box = _lungs[lung].Box;
        for (var y = 0; y < rows.Length; y++)
        {
            if (rows[y] < box.Y || rows[y] >= box.Bottom)
                continue;
            var zone = (sbyte)(lung * Thirds + (rows[y] - box.Y) * Thirds / box.Height);
            var line = mask.Slice(rows[y] * _lungs[lung].Columns, _lungs[lung].Columns);
            for (var x = 0; x < columns.Length; x++)
            {
                // The first lung's, should both claim it.
                if (columns[x] < 0 || !line[columns[x]] || _zones[y * Columns + x] != Outside)
                    continue;
                _zones[y * Columns + x] = zone;
                _counts[zone]++;
            }
        }
    }
}
