using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Inference.Segments;

/// <summary>
/// Cuts planned segments out of a film for the irregularity model and blanks what they do not show (rules 2 and 4 of the method).
/// Training and use cut with this same class.
/// </summary>
public sealed class SegmentCutter
{
    private readonly WorkingFilm _film;
    private readonly int _stride;

    /// <param name="film">At the scale of the segments.</param>
    /// <param name="stride">The model card's: working pixels a cell.</param>
    public SegmentCutter(WorkingFilm film, int stride)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        (_film, _stride) = (film, stride);
        CellRows = (film.Rows + stride - 1) / stride;
        CellColumns = (film.Columns + stride - 1) / stride;
    }

    /// <summary>Rows of the film's cell grid. Its last row may reach beyond the film.</summary>
    public int CellRows { get; }

    /// <summary>Columns of the film's cell grid. Its last column may reach beyond the film.</summary>
    public int CellColumns { get; }

    /// <exception cref="ArgumentException">The segment was planned for another scale than the film has.</exception>
    public SegmentInput Cut(ImageSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (Math.Abs(segment.RowScale - _film.RowScale) > 1e-6 || Math.Abs(segment.ColumnScale - _film.ColumnScale) > 1e-6)
            throw new ArgumentException($"The segment is planned at scale {segment.RowScale}, {segment.ColumnScale}, the film is at {_film.RowScale}, {_film.ColumnScale}.", nameof(segment));
        var cells = CellsOf(segment.Box);
        var (columns, rows) = (cells.Width * _stride, cells.Height * _stride);
        var values = new float[2 * rows * columns];
        var plane = rows * columns;
        var region = segment.Shown;
        var columnOfMask = Grid(cells.X * _stride, columns, _film.Columns, region.Columns);
        for (var y = 0; y < rows; y++)
        {
            var filmY = cells.Y * _stride + y;
            if (filmY >= _film.Rows)
                break;
            var maskRow = region.Pixels.Slice((int)((filmY + 0.5) * region.Rows / _film.Rows) * region.Columns, region.Columns);
            var filmRow = filmY * _film.Columns + cells.X * _stride;
            for (var x = 0; x < columns; x++)
            {
                var maskX = columnOfMask[x];
                if (maskX < 0 || !maskRow[maskX])
                    continue;
                values[y * columns + x] = _film.Values[filmRow + x];
                values[plane + y * columns + x] = 1;
            }
        }
        return new(segment, cells.X, cells.Y, rows, columns, values);
    }

    /// <summary>The cells that cover a box of the film.</summary>
    /// <param name="box">In pixels of the film turned the usual way.</param>
    public PixelRect CellsOf(PixelRect box)
    {
        var (across, down) = (_film.ColumnScale / _stride, _film.RowScale / _stride);
        var left = Math.Clamp((int)Math.Floor(box.X * across + 1e-6), 0, CellColumns - 1);
        var top = Math.Clamp((int)Math.Floor(box.Y * down + 1e-6), 0, CellRows - 1);
        var right = Math.Clamp((int)Math.Ceiling(box.Right * across - 1e-6), left + 1, CellColumns);
        var bottom = Math.Clamp((int)Math.Ceiling(box.Bottom * down - 1e-6), top + 1, CellRows);
        return new(left, top, right - left, bottom - top);
    }

    // For each column of the segment, the mask's column at its centre; -1 beyond the film.
    private static int[] Grid(int start, int count, int filmColumns, int maskColumns)
    {
        var columns = new int[count];
        for (var i = 0; i < count; i++)
            columns[i] = start + i < filmColumns ? (int)((start + i + 0.5) * maskColumns / filmColumns) : -1;
        return columns;
    }
}
