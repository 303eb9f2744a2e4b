using System.Numerics.Tensors;
using OxiPortal.Domain.Anatomy;
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

    /// <summary>A segment by itself, not padded.</summary>
    /// <exception cref="ArgumentException">The segment was planned for another scale than the film has.</exception>
    public SegmentInput Cut(ImageSegment segment)
    {
        CheckScale(segment);
        var cells = CellsOf(segment.Box);
        var (rows, columns) = (cells.Height * _stride, cells.Width * _stride);
        var values = new float[2 * rows * columns];
        CutInto(segment.Shown, cells, rows, columns, values);
        return new(segment, cells.X, cells.Y, rows, columns, values);
    }

    /// <exception cref="ArgumentException">The segment was planned for another scale than the film has.</exception>
    public void CheckScale(ImageSegment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (Math.Abs(segment.RowScale - _film.RowScale) > 1e-6 || Math.Abs(segment.ColumnScale - _film.ColumnScale) > 1e-6)
            throw new ArgumentException($"The segment is planned at scale {segment.RowScale}, {segment.ColumnScale}, the film is at {_film.RowScale}, {_film.ColumnScale}.", nameof(segment));
    }

    /// <summary>Cuts some cells into the top-left corner of an input that may be larger; the rest is blank.</summary>
    /// <param name="shown">What of the film may be seen, on any grid over it.</param>
    /// <param name="cells">On the film's cell grid.</param>
    /// <param name="rows">Of the input; at least those of the cells.</param>
    /// <param name="columns">Of the input; at least those of the cells.</param>
    /// <param name="values">2xrowsxcolumns: the locally normalised film, 0 where not shown; then what is shown, 0 or 1.</param>
    public void CutInto(RegionMask shown, PixelRect cells, int rows, int columns, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(shown);
        var (left, top) = (cells.X * _stride, cells.Y * _stride);
        var width = Math.Min(cells.Width * _stride, _film.Columns - left);
        var height = Math.Min(cells.Height * _stride, _film.Rows - top);
        var plane = rows * columns;
        // Rows of the masks' grid are coarser than the film's: one look serves several rows.
        var (mask, maskRow) = (new float[columns], -1);
        var under = new int[width];
        for (var x = 0; x < width; x++)
            under[x] = RegionMask.CellUnder(left + x, _film.Columns, shown.Columns);
        for (var y = 0; y < rows; y++)
        {
            var (grey, inside) = (y * columns, plane + y * columns);
            if (y >= height)
            {
                values.Slice(grey, columns).Clear();
                values.Slice(inside, columns).Clear();
                continue;
            }
            var row = RegionMask.CellUnder(top + y, _film.Rows, shown.Rows);
            if (row != maskRow)
            {
                maskRow = row;
                var pixels = shown.Pixels.Slice(row * shown.Columns, shown.Columns);
                for (var x = 0; x < width; x++)
                    mask[x] = pixels[under[x]] ? 1 : 0;
            }
            TensorPrimitives.Multiply(_film.Values.AsSpan((top + y) * _film.Columns + left, width), mask.AsSpan(0, width), values.Slice(grey, width));
            values.Slice(grey + width, columns - width).Clear();
            mask.CopyTo(values.Slice(inside, columns));
        }
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
}
