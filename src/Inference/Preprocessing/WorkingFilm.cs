using OpenCvSharp;
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

    // The neighbourhood's mean and deviation are smooth: a grid this much coarser holds them.
    private const int Coarse = 8;

    // Flat areas (collimated borders, direct exposure) have next to no deviation: their noise must not be blown up.
    private const float LeastDeviation = 0.02f;

    private WorkingFilm(int rows, int columns, double rowScale, double columnScale, float[] values) =>
        (Rows, Columns, RowScale, ColumnScale, Values) = (rows, columns, rowScale, columnScale, values);

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>Rows here over rows of the film, as planned; the true one is higher by less than a row.</summary>
    public double RowScale { get; }

    /// <summary>Columns here over columns of the film, as planned; the true one is higher by less than a column.</summary>
    public double ColumnScale { get; }

    /// <summary>RowsxColumns, row-major, -<see cref="Limit"/>..<see cref="Limit"/>.</summary>
    public float[] Values { get; }

    /// <param name="film">Turned the usual way.</param>
    /// <param name="scale">The segments' <see cref="ImageSegment.RowScale"/> and <see cref="ImageSegment.ColumnScale"/>.</param>
    /// <param name="spacingMm">The film's pixel size as planned with (row, column), in mm.</param>
    public static WorkingFilm From(GreyImage film, (double Row, double Column) scale, (double RowMm, double ColumnMm) spacingMm)
    {
        ArgumentNullException.ThrowIfNull(film);
        if (!(scale.Row > 0) || !double.IsFinite(scale.Row) || !(scale.Column > 0) || !double.IsFinite(scale.Column))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "A scale must be positive.");
        var (rows, columns) = Size(film.Rows, film.Columns, scale);
        var resized = Resampling.Resize(film.Values, film.Rows, film.Columns, rows, columns);
        var grey = GreyRange.Of(film).Apply(resized);
        var sigma = (NeighbourhoodSigmaMm * scale.Row / spacingMm.RowMm, NeighbourhoodSigmaMm * scale.Column / spacingMm.ColumnMm);
        Normalise(grey, rows, columns, sigma);
        return new(rows, columns, scale.Row, scale.Column, grey);
    }

    /// <summary>Rows and columns that <see cref="For"/> gives a film of these.</summary>
    public static (int Rows, int Columns) SizeFor(int filmRows, int filmColumns, SegmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Size(filmRows, filmColumns, (plan.Segments[0].RowScale, plan.Segments[0].ColumnScale));
    }

    /// <summary>The film that a plan's segments are cut from.</summary>
    /// <param name="film">Turned the usual way.</param>
    public static WorkingFilm For(GreyImage film, SegmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return From(film, (plan.Segments[0].RowScale, plan.Segments[0].ColumnScale), plan.SpacingMm);
    }

    // Rounded up, so that the true scale is never below the planned one (rule 2).
    private static (int Rows, int Columns) Size(int filmRows, int filmColumns, (double Row, double Column) scale) =>
        (Math.Max(1, (int)Math.Ceiling(filmRows * scale.Row - 1e-6)), Math.Max(1, (int)Math.Ceiling(filmColumns * scale.Column - 1e-6)));

    private static void Normalise(float[] grey, int rows, int columns, (double Y, double X) sigma)
    {
        var coarse = new Size(Math.Max(1, columns / Coarse), Math.Max(1, rows / Coarse));
        using var picture = Mat.FromPixelData(rows, columns, MatType.CV_32FC1, grey);
        using var squared = new Mat();
        Cv2.Multiply(picture, picture, squared);
        using var mean = Smooth(picture, coarse, sigma);
        using var meanOfSquares = Smooth(squared, coarse, sigma);
        using var squareOfMean = new Mat();
        using var deviation = new Mat();
        Cv2.Multiply(mean, mean, squareOfMean);
        Cv2.Subtract(meanOfSquares, squareOfMean, deviation);
        Cv2.Max(deviation, LeastDeviation * LeastDeviation, deviation);
        Cv2.Sqrt(deviation, deviation);
        using var fineMean = new Mat();
        using var fineDeviation = new Mat();
        Cv2.Resize(mean, fineMean, picture.Size(), 0, 0, InterpolationFlags.Linear);
        Cv2.Resize(deviation, fineDeviation, picture.Size(), 0, 0, InterpolationFlags.Linear);
        Cv2.Subtract(picture, fineMean, picture);
        Cv2.Divide(picture, fineDeviation, picture);
        Cv2.Min(picture, Limit, picture);
        Cv2.Max(picture, -Limit, picture);
    }

    private static Mat Smooth(Mat picture, Size coarse, (double Y, double X) sigma)
    {
        var smooth = new Mat();
        Cv2.Resize(picture, smooth, coarse, 0, 0, InterpolationFlags.Area);
        Cv2.GaussianBlur(smooth, smooth, new Size(0, 0), Math.Max(0.5, sigma.X / Coarse), Math.Max(0.5, sigma.Y / Coarse), BorderTypes.Replicate);
        return smooth;
    }
}
