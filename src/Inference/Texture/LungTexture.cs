using System.Numerics.Tensors;
using OpenCvSharp;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Inference.Texture;

/// <summary>
/// Figures that describe the lungs of a film as a whole: how dense each third is, how far its most conspicuous spots stand out from it, and how
/// uneven it is, at scales of 1 to 16 mm. The film is brought to one lung height and its greys to the lungs' own mean and deviation, so neither
/// its size nor its exposure matters. Bands are those of a Laplacian pyramid (Burt and Adelson 1983).
/// </summary>
/// <remarks>Figures of both lungs are averaged by their points. Not a network: the abnormality rule weighs them beside the segments' heat.</remarks>
public static class LungTexture
{
    // About 0.8 mm a pixel in a lung of 250 mm.
    private const int LungHeight = 320;
    private const int Margin = 48;

    // Of the finest band, in pixels: about 1 mm.
    private const double FinestSigma = 1.3;

    // Bands beyond this one are made on a grid no coarser than its: a third of a lung must keep enough points.
    private const int CoarsestGrid = 2;

    private const int Bands = 5;

    // After it the picture is smooth at 4 mm.
    private const int LevelBand = 1;

    // A lung that is a sliver of a huge film must not make a huger one.
    private const int MostPoints = 4096;

    // The share of a third that is taken for its most conspicuous spots.
    private const double Conspicuous = 0.005;
    private const double LeastDeviation = 1e-3;

    // Unevenness at finer scales tells how sharp a film is more than how sick.
    private const int FirstSpread = 2;

    // A lung smaller than this share of the other is a crumb, or lost in white.
    private const double LeastOfOther = 0.25;

    private static readonly string[] Thirds = ["upper", "middle", "lower"];

    /// <summary>The figures' names, in order: for each third "level", for each band (by its finer end in mm) "peak", and for the coarser ones "spread".</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Thirds.SelectMany(third => (string[])
        [
            LevelOf(third),
            .. Enumerable.Range(0, Bands).Select(band => PeakOf(third, band)),
            .. Enumerable.Range(FirstSpread, Bands - FirstSpread).Select(band => SpreadOf(third, band)),
        ]),
    ];

    /// <summary>Each of <see cref="Names"/> with its figure, always finite; all 0 where there is no lung.</summary>
    /// <param name="film">Turned the usual way.</param>
    /// <param name="range">Of this film.</param>
    /// <param name="masks">Of this film. A lung that is a crumb beside the other counts nowhere.</param>
    /// <param name="spacing">Tells the shape of a pixel; null: square.</param>
    public static IReadOnlyDictionary<string, double> Of(GreyImage film, GreyRange range, RegionMasks masks, PixelSpacing? spacing)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(masks);
        var larger = Math.Max(masks.RightLung.Area, masks.LeftLung.Area);
        var lungs = new[] { masks.RightLung, masks.LeftLung }.Where(m => !m.IsEmpty && m.Area >= LeastOfOther * larger).ToArray();
        var figures = Names.ToDictionary(n => n, _ => 0.0, StringComparer.Ordinal);
        if (lungs.Length == 0)
            return figures;
        using var picture = Picture(film, range, lungs, spacing, out var grid);
        AddBands(figures, picture, grid);
        return figures;
    }

    /// <summary>The lungs and a margin, the taller lung at its common height, in the lungs' own deviations from their mean.</summary>
    private static Mat Picture(GreyImage film, GreyRange range, RegionMask[] lungs, PixelSpacing? spacing, out LungGrid grid)
    {
        var scale = LungHeight / ((double)lungs.Max(l => l.Box.Height) * film.Rows / lungs[0].Rows);
        // Farther from square than any detector's pixels are: a header that says so is wrong.
        var shape = spacing is null ? 1 : Math.Clamp(spacing.ColumnMm / spacing.RowMm, 0.5, 2);
        var (rows, columns) = (Whole(film.Rows * scale), Whole(film.Columns * scale * shape));
        grid = LungGrid.Around(lungs, rows, columns, Margin);
        var values = Part(film, rows, columns, grid.Box);
        range.Scale(values);
        using var part = Mat.FromPixelData(grid.Rows, grid.Columns, MatType.CV_32FC1, values);
        using var inside = Mat.FromPixelData(grid.Rows, grid.Columns, MatType.CV_8UC1, grid.Inside());
        Cv2.MeanStdDev(part, out var mean, out var deviation, inside);
        var spread = Math.Max(deviation.Val0, LeastDeviation);
        var picture = new Mat();
        part.ConvertTo(picture, MatType.CV_32FC1, 1 / spread, -mean.Val0 / spread);
        return picture;

        static int Whole(double size) => Math.Clamp((int)Math.Round(size), 4, MostPoints);
    }

    /// <summary>What lies in a box of the film as it would be at so many rows and columns.</summary>
    private static float[] Part(GreyImage film, int rows, int columns, PixelRect box)
    {
        var part = new float[box.Height * box.Width];
        var reduced = rows <= film.Rows && columns <= film.Columns;
        var whole = reduced ? [] : Resampling.Resize(film.Values, film.Rows, film.Columns, rows, columns);
        var (down, across) = reduced ? (new AxisReduction(film.Rows, rows), new AxisReduction(film.Columns, columns)) : (null, null);
        var (wide, row) = (new float[film.Columns], new float[columns]);
        for (var y = 0; y < box.Height; y++)
        {
            var to = part.AsSpan(y * box.Width, box.Width);
            if (reduced)
            {
                down!.Row(film.Values, film.Columns, box.Y + y, wide);
                across!.Along(wide, row);
                row.AsSpan(box.X, box.Width).CopyTo(to);
            }
            else
            {
                whole.AsSpan((box.Y + y) * columns + box.X, box.Width).CopyTo(to);
            }
        }
        return part;
    }

    private static void AddBands(Dictionary<string, double> figures, Mat picture, LungGrid grid)
    {
        var sigma = FinestSigma;
        var current = Blurred(picture, sigma);
        for (var band = 0; band < Bands; band++)
        {
            // Gaussians one after the other add up by their squares.
            var coarser = Blurred(current, sigma * Math.Sqrt(3));
            using (var difference = new Mat())
            {
                Cv2.Subtract(current, coarser, difference);
                var points = ByThird(difference, grid);
                if (band >= FirstSpread)
                    Add(figures, third => SpreadOf(third, band), points, Spread);
                Add(figures, third => PeakOf(third, band), points, Peak);
            }
            current.Dispose();
            current = coarser;
            if (band == LevelBand)
                Add(figures, LevelOf, ByThird(current, grid), points => TensorPrimitives.Average<float>(points));
            if (band < CoarsestGrid)
            {
                grid = grid.Halved();
                Cv2.Resize(current, current, new Size(grid.Columns, grid.Rows), 0, 0, InterpolationFlags.Area);
            }
            else
            {
                sigma *= 2;
            }
        }
        current.Dispose();
    }

    private static void Add(Dictionary<string, double> figures, Func<string, string> nameOf, IReadOnlyList<float[]>[] points, Func<float[], double> figure)
    {
        for (var third = 0; third < Thirds.Length; third++)
        {
            if (points[third].Count > 0)
                figures[nameOf(Thirds[third])] = points[third].Sum(p => p.Length * figure(p)) / points[third].Sum(p => p.Length);
        }
    }

    private static IReadOnlyList<float[]>[] ByThird(Mat picture, LungGrid grid)
    {
        picture.GetArray(out float[] values);
        return grid.ByThird(values);
    }

    private static double Spread(float[] points) => Math.Log(TensorPrimitives.StdDev<float>(points) + LeastDeviation);

    /// <summary>The value that only the most conspicuous points exceed, in deviations.</summary>
    private static double Peak(float[] points)
    {
        var deviation = TensorPrimitives.StdDev<float>(points) + LeastDeviation;
        var at = (points.Length - 1) * (1 - Conspicuous);
        var (low, part) = ((int)at, at - (int)at);
        var value = Selection.Smallest(points, low);
        // What lies beyond that place is not smaller, but in no order.
        var next = low + 1 < points.Length ? TensorPrimitives.Min<float>(points.AsSpan(low + 1)) : value;
        return (value + part * (next - value)) / deviation;
    }

    private static string LevelOf(string third) => $"{third} level";

    private static string PeakOf(string third, int band) => $"{third} {1 << band} mm peak";

    private static string SpreadOf(string third, int band) => $"{third} {1 << band} mm spread";

    private static Mat Blurred(Mat picture, double sigma)
    {
        var blurred = new Mat();
        Cv2.GaussianBlur(picture, blurred, new Size(0, 0), sigma, sigma, BorderTypes.Replicate);
        return blurred;
    }
}
