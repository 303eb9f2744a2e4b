using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Texture;

/// <summary>A grid of points over a part of a film, and for each point the third of the lung in which it lies.</summary>
internal sealed class LungGrid
{
    public const int Thirds = 3;

    // Halving a grid twice leaves whole points.
    private const int Grain = 4;

    private readonly RegionMask[] _lungs;
    private readonly double _filmRows;
    private readonly double _filmColumns;
    private readonly double _left;
    private readonly double _top;
    private readonly int[] _zones;

    private LungGrid(RegionMask[] lungs, double filmRows, double filmColumns, double left, double top, int rows, int columns)
    {
        (_lungs, _filmRows, _filmColumns, _left, _top, Rows, Columns) = (lungs, filmRows, filmColumns, left, top, rows, columns);
        _zones = new int[rows * columns];
        for (var i = 0; i < _zones.Length; i++)
            _zones[i] = ZoneAt(left + i % columns + 0.5, top + i / columns + 0.5);
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
    public byte[] Inside() => Array.ConvertAll(_zones, z => z < 0 ? (byte)0 : byte.MaxValue);

    /// <summary>The values of each third, from the top, of each lung; thirds without a point are left out.</summary>
    /// <param name="values">One a point of this grid.</param>
    public IReadOnlyList<float[]>[] ByThird(float[] values)
    {
        var points = new List<float>[_lungs.Length * Thirds];
        for (var zone = 0; zone < points.Length; zone++)
            points[zone] = [];
        for (var i = 0; i < _zones.Length; i++)
        {
            if (_zones[i] >= 0)
                points[_zones[i]].Add(values[i]);
        }
        return [.. Enumerable.Range(0, Thirds).Select(third =>
            (IReadOnlyList<float[]>)[.. points.Where((p, zone) => zone % Thirds == third && p.Count > 0).Select(p => p.ToArray())])];
    }

    private int ZoneAt(double x, double y)
    {
        var (column, row) = ((int)(x / _filmColumns * _lungs[0].Columns), (int)(y / _filmRows * _lungs[0].Rows));
        if (column >= _lungs[0].Columns || row >= _lungs[0].Rows)
            return -1;
        var lung = Array.FindIndex(_lungs, l => l[column, row]);
        return lung < 0 ? -1 : lung * Thirds + (row - _lungs[lung].Box.Y) * Thirds / _lungs[lung].Box.Height;
    }
}
