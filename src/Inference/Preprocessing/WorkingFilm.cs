using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Segments;

namespace OxiPortal.Inference.Preprocessing;

/// <summary>
/// A film at the resolution at which its segments are cut, after local contrast normalisation: each pixel less the mean of its
/// neighbourhood, over the neighbourhood's standard deviation, clipped to -4..4. Exposure, gamma and slow gradients vanish; what stands
/// out from its surroundings stays.
/// </summary>
public sealed class WorkingFilm
{
    /// <summary>Sigma of the Gaussian neighbourhood, in mm: wider than the nodules to be seen, narrower than a lung.</summary>
    public const double NeighbourhoodSigmaMm = 20;

    /// <summary>Values end here, in local standard deviations.</summary>
    public const float Limit = 4;

    private WorkingFilm(int rows, int columns, double rowScale, double columnScale, float[] values) =>
        (Rows, Columns, RowScale, ColumnScale, Values) = (rows, columns, rowScale, columnScale, values);

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>Rows here over rows of the film, as planned; the true one is higher by less than a row.</summary>
    public double RowScale { get; }

    /// <summary>Columns here over columns of the film, as planned; the true one is higher by less than a column.</summary>
    public double ColumnScale { get; }

    /// <summary>RowsxColumns (or longer), row-major, -<see cref="Limit"/>..<see cref="Limit"/>; outside of what was asked for, meaningless.</summary>
    public float[] Values { get; }

    /// <param name="film">Turned the usual way.</param>
    /// <param name="scale">The segments' <see cref="ImageSegment.RowScale"/> and <see cref="ImageSegment.ColumnScale"/>.</param>
    /// <param name="spacingMm">The film's pixel size as planned with (row, column), in mm.</param>
    public static WorkingFilm From(GreyImage film, (double Row, double Column) scale, (double RowMm, double ColumnMm) spacingMm)
    {
        ArgumentNullException.ThrowIfNull(film);
        return From(film, GreyRange.Of(film), scale, spacingMm, new PixelRect(0, 0, film.Columns, film.Rows));
    }

    /// <summary>Rows and columns that <see cref="For(GreyImage, SegmentPlan)"/> gives a film of these.</summary>
    public static (int Rows, int Columns) SizeFor(int filmRows, int filmColumns, SegmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Size(filmRows, filmColumns, (plan.Segments[0].RowScale, plan.Segments[0].ColumnScale));
    }

    /// <summary>The film that a plan's segments are cut from.</summary>
    /// <param name="film">Turned the usual way.</param>
    public static WorkingFilm For(GreyImage film, SegmentPlan plan) => For(film, GreyRange.Of(film), plan, 0);

    /// <summary>The same, made only where it is needed and with what is known already.</summary>
    /// <param name="film">Turned the usual way.</param>
    /// <param name="range">Of this film.</param>
    /// <param name="plan">Of this film.</param>
    /// <param name="stride">Working pixels a cell: where not 0, only what the segments' cells cover is made.</param>
    /// <param name="buffer">Takes the values where one is given; of at least the size that <see cref="SizeFor"/> tells.</param>
    internal static WorkingFilm For(GreyImage film, GreyRange range, SegmentPlan plan, int stride, float[]? buffer = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (first, whole) = (plan.Segments[0], new PixelRect(0, 0, film.Columns, film.Rows));
        var window = whole;
        if (stride > 0)
        {
            var (marginX, marginY) = ((int)Math.Ceiling((stride + 1) / first.ColumnScale) + 1, (int)Math.Ceiling((stride + 1) / first.RowScale) + 1);
            var left = plan.Segments.Min(s => s.Box.X) - marginX;
            var top = plan.Segments.Min(s => s.Box.Y) - marginY;
            var right = plan.Segments.Max(s => s.Box.Right) + marginX;
            var bottom = plan.Segments.Max(s => s.Box.Bottom) + marginY;
            window = new PixelRect(left, top, right - left, bottom - top).Intersect(whole);
        }
        return From(film, range, (first.RowScale, first.ColumnScale), plan.SpacingMm, window, buffer);
    }

    private static WorkingFilm From(
        GreyImage film, GreyRange range, (double Row, double Column) scale, (double RowMm, double ColumnMm) spacingMm, PixelRect window, float[]? values = null)
    {
        if (!(scale.Row > 0) || !double.IsFinite(scale.Row) || !(scale.Column > 0) || !double.IsFinite(scale.Column))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "A scale must be positive.");
        var (rows, columns) = Size(film.Rows, film.Columns, scale);
        var left = (int)((double)window.X * columns / film.Columns);
        var top = (int)((double)window.Y * rows / film.Rows);
        var right = Math.Min(columns, (int)Math.Ceiling((double)window.Right * columns / film.Columns));
        var bottom = Math.Min(rows, (int)Math.Ceiling((double)window.Bottom * rows / film.Rows));
        values ??= GC.AllocateUninitializedArray<float>(rows * columns);
        LocalContrast.Normalise(
            film,
            range,
            rows,
            columns,
            (NeighbourhoodSigmaMm * scale.Row / spacingMm.RowMm, NeighbourhoodSigmaMm * scale.Column / spacingMm.ColumnMm),
            new PixelRect(left, top, right - left, bottom - top),
            values);
        return new(rows, columns, scale.Row, scale.Column, values);
    }

    // Rounded up, so that the true scale is never below the planned one (rule 2).
    private static (int Rows, int Columns) Size(int filmRows, int filmColumns, (double Row, double Column) scale) =>
        (Math.Max(1, (int)Math.Ceiling(filmRows * scale.Row - 1e-6)), Math.Max(1, (int)Math.Ceiling(filmColumns * scale.Column - 1e-6)));
}
