using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Heatmaps;

/// <summary>
/// The heat map that readers see, grown segment by segment: a grid over the stored film, edge to edge with its aspect ratio, finer than the
/// network's cells and smooth between them. A cell's own peak stays what the network said.
/// </summary>
public sealed class HeatCanvas
{
    /// <summary>Cells along the film's longer side.</summary>
    public const int LongSide = 256;

    private readonly FilmOrientation _orientation;
    private readonly double _cellsAcross;
    private readonly double _cellsDown;
    private readonly int _usualRows;
    private readonly int _usualColumns;
    private readonly float[] _values;

    /// <param name="storedRows">Of the film as stored.</param>
    /// <param name="storedColumns">Of the film as stored.</param>
    /// <param name="orientation">How the film is stored against the usual way.</param>
    /// <param name="cellsDown">How many of the network's cells the film (turned the usual way) is high; not whole.</param>
    /// <param name="cellsAcross">How many it is wide.</param>
    public HeatCanvas(int storedRows, int storedColumns, FilmOrientation orientation, double cellsDown, double cellsAcross)
    {
        (_orientation, _cellsDown, _cellsAcross) = (orientation, cellsDown, cellsAcross);
        var longer = Math.Max(storedRows, storedColumns);
        var side = Math.Min(LongSide, longer);
        Rows = Math.Max(1, (int)Math.Round((double)storedRows * side / longer));
        Columns = Math.Max(1, (int)Math.Round((double)storedColumns * side / longer));
        (_usualRows, _usualColumns) = orientation.NormalisedSize(Rows, Columns);
        _values = new float[Rows * Columns];
    }

    public int Rows { get; }
    public int Columns { get; }

    public Heatmap ToHeatmap() => new(Rows, Columns, (float[])_values.Clone());

    /// <summary>Draws one segment's cells and returns what it adds.</summary>
    /// <param name="cells">Of the film turned the usual way.</param>
    /// <param name="shown">What the segment shows, on any grid over the film turned the usual way: elsewhere heat stays 0.</param>
    public HeatPatch Draw(SegmentCells cells, RegionMask shown)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(shown);
        var usual = Covered(cells);
        var stored = ToStored(usual);
        var patch = new float[stored.Width * stored.Height];
        var (left, across) = Between(usual.X, usual.Width, cells.X, _cellsAcross / _usualColumns);
        for (var y = usual.Y; y < usual.Bottom; y++)
        {
            var at = (y + 0.5) * _cellsDown / _usualRows - cells.Y - 0.5;
            var top = (int)Math.Floor(at);
            for (var x = usual.X; x < usual.Right; x++)
            {
                if (shown.AtFilmPixel(x, y, _usualRows, _usualColumns))
                    At(x, y) = Interpolate(cells, left[x - usual.X], top, across[x - usual.X], (float)(at - top));
            }
        }
        KeepPeaks();
        var bytes = new byte[patch.Length];
        for (var y = 0; y < stored.Height; y++)
        {
            for (var x = 0; x < stored.Width; x++)
            {
                var value = patch[y * stored.Width + x];
                ref var total = ref _values[(stored.Y + y) * Columns + stored.X + x];
                total = Math.Max(total, value);
                bytes[y * stored.Width + x] = (byte)Math.Round(value * byte.MaxValue);
            }
        }
        return new HeatPatch(Rows, Columns, stored.X, stored.Y, stored.Width, bytes);

        ref float At(int usualX, int usualY)
        {
            var (sx, sy) = _orientation.StoredPixel(usualX, usualY, _usualRows, _usualColumns);
            return ref patch[(sy - stored.Y) * stored.Width + sx - stored.X];
        }

        // Between the samples of a coarser grid a peak would be lost.
        void KeepPeaks()
        {
            for (var cy = 0; cy < cells.Rows; cy++)
            {
                for (var cx = 0; cx < cells.Columns; cx++)
                {
                    var x = (int)((cells.X + cx + 0.5) * _usualColumns / _cellsAcross);
                    var y = (int)((cells.Y + cy + 0.5) * _usualRows / _cellsDown);
                    if (!usual.Contains(x, y) || !shown.AtFilmPixel(x, y, _usualRows, _usualColumns))
                        continue;
                    ref var value = ref At(x, y);
                    value = Math.Max(value, cells.Highest[cy * cells.Columns + cx]);
                }
            }
        }
    }

    /// <summary>The canvas cells whose centres lie in the segment's cells.</summary>
    private PixelRect Covered(SegmentCells cells)
    {
        var left = Math.Clamp((int)Math.Floor(cells.X * _usualColumns / _cellsAcross), 0, _usualColumns - 1);
        var top = Math.Clamp((int)Math.Floor(cells.Y * _usualRows / _cellsDown), 0, _usualRows - 1);
        var right = Math.Clamp((int)Math.Ceiling((cells.X + cells.Columns) * _usualColumns / _cellsAcross), left + 1, _usualColumns);
        var bottom = Math.Clamp((int)Math.Ceiling((cells.Y + cells.Rows) * _usualRows / _cellsDown), top + 1, _usualRows);
        return new PixelRect(left, top, right - left, bottom - top);
    }

    private PixelRect ToStored(PixelRect usual)
    {
        var (ax, ay) = _orientation.StoredPixel(usual.X, usual.Y, _usualRows, _usualColumns);
        var (bx, by) = _orientation.StoredPixel(usual.Right - 1, usual.Bottom - 1, _usualRows, _usualColumns);
        return new PixelRect(Math.Min(ax, bx), Math.Min(ay, by), Math.Abs(bx - ax) + 1, Math.Abs(by - ay) + 1);
    }

    /// <summary>For each canvas column the cell whose centre lies left of its own, and how far on it is to the next.</summary>
    private static (int[] Left, float[] Weight) Between(int first, int count, int cellX, double cellsAColumn)
    {
        var (left, weight) = (new int[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var at = (first + i + 0.5) * cellsAColumn - cellX - 0.5;
            left[i] = (int)Math.Floor(at);
            weight[i] = (float)(at - left[i]);
        }
        return (left, weight);
    }

    /// <summary>Bilinear between cell centres, over those cells that show the region.</summary>
    private static float Interpolate(SegmentCells cells, int left, int top, float right, float down)
    {
        float sum = 0, weights = 0;
        Take(left, top, (1 - right) * (1 - down));
        Take(left + 1, top, right * (1 - down));
        Take(left, top + 1, (1 - right) * down);
        Take(left + 1, top + 1, right * down);
        // Below a quarter the place itself lies in a cell that shows next to nothing of the region.
        return weights < 0.25f ? 0 : sum / weights;

        void Take(int x, int y, float weight)
        {
            if ((uint)x >= (uint)cells.Columns || (uint)y >= (uint)cells.Rows || !cells.Shown[y * cells.Columns + x])
                return;
            sum += weight * cells.Highest[y * cells.Columns + x];
            weights += weight;
        }
    }
}
