using System.Numerics.Tensors;
using OpenCvSharp;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Preprocessing;

namespace OxiPortal.Inference.Texture;

/// <summary>
/// Figures that describe the lungs of a film as a whole: how dense each third is, how far its most conspicuous spots stand out from it at five
/// scales, and how large the lungs are. The film is brought to one lung height, its greys to the lungs' own mean and deviation, and what stands
/// out to its surroundings' deviation, so neither the film's size nor its exposure nor its contrast matters. Bands are those of a Laplacian
/// pyramid (Burt and Adelson 1983).
/// </summary>
/// <remarks>Figures of both lungs are averaged. Not a network: the abnormality rule weighs them beside the segments' heat.</remarks>
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

    private static readonly string[] Thirds = ["upper", "middle", "lower"];
    private static readonly string[] Shapes = ["right over left", "unlike in size", "area over height"];

    /// <summary>The figures' names, in order: for each third "level" and, for each band (by its finer end in mm), "peak"; then the shape's.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Thirds.SelectMany(third => Enumerable.Range(0, Bands).Select(band => PeakOf(third, band)).Prepend(LevelOf(third))),
        .. Shapes,
    ];

    /// <summary>Each of <see cref="Names"/> with its figure, always finite.</summary>
    /// <param name="film">Turned the usual way.</param>
    /// <param name="masks">Of this film; a lung that is empty counts nowhere.</param>
    public static IReadOnlyDictionary<string, double> Of(GreyImage film, RegionMasks masks)
    {
        ArgumentNullException.ThrowIfNull(film);
        ArgumentNullException.ThrowIfNull(masks);
        var lungs = new[] { masks.RightLung, masks.LeftLung }.Where(m => !m.IsEmpty).ToArray();
        var figures = Names.ToDictionary(n => n, _ => 0.0, StringComparer.Ordinal);
        if (lungs.Length == 0)
            return figures;
        AddShape(figures, masks);
        using var picture = Picture(film, lungs, out var grid);
        AddBands(figures, picture, grid);
        return figures;
    }

    private static void AddShape(Dictionary<string, double> figures, RegionMasks masks)
    {
        var ratio = Math.Log(Math.Max(1.0, masks.RightLung.Area) / Math.Max(1.0, masks.LeftLung.Area));
        var height = (masks.RightLung.Box.Height + masks.LeftLung.Box.Height) / 2.0;
        (figures[Shapes[0]], figures[Shapes[1]]) = (ratio, Math.Abs(ratio));
        figures[Shapes[2]] = Math.Log((masks.RightLung.Area + masks.LeftLung.Area) / (height * height));
    }

    /// <summary>The lungs and a margin, at their common height, in the lungs' own deviations from their mean.</summary>
    private static Mat Picture(GreyImage film, RegionMask[] lungs, out LungGrid grid)
    {
        var scale = LungHeight / (lungs.Average(l => l.Box.Height) * film.Rows / lungs[0].Rows);
        var (rows, columns) = (Whole(film.Rows * scale), Whole(film.Columns * scale));
        grid = LungGrid.Around(lungs, rows, columns, Margin);
        using var part = Mat.FromPixelData(grid.Rows, grid.Columns, MatType.CV_32FC1, Part(film, rows, columns, grid.Box));
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
                Add(figures, third => PeakOf(third, band), ByThird(difference, grid), Peak);
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

    // Both lungs' thirds alike.
    private static void Add(Dictionary<string, double> figures, Func<string, string> nameOf, IReadOnlyList<float[]>[] points, Func<float[], double> figure)
    {
        for (var third = 0; third < Thirds.Length; third++)
        {
            if (points[third].Count > 0)
                figures[nameOf(Thirds[third])] = points[third].Average(figure);
        }
    }

    private static IReadOnlyList<float[]>[] ByThird(Mat picture, LungGrid grid)
    {
        picture.GetArray(out float[] values);
        return grid.ByThird(values);
    }

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

    private static Mat Blurred(Mat picture, double sigma)
    {
        var blurred = new Mat();
        Cv2.GaussianBlur(picture, blurred, new Size(0, 0), sigma, sigma, BorderTypes.Replicate);
        return blurred;
    }
}
