using System.Numerics;
using System.Runtime.InteropServices;
using OpenCvSharp;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Preprocessing;

/// <summary>
/// A film resampled and normalised by its local mean and deviation, row by row on all cores: this is the dearest step beside the networks.
/// </summary>
internal static class LocalContrast
{
    // The neighbourhood's mean and deviation are smooth: a grid this much coarser holds them.
    private const int Coarse = 8;

    // Flat areas (collimated borders, direct exposure) have next to no deviation: their noise must not be blown up.
    private const float LeastDeviation = 0.02f;

    // Rows that one thread takes at a time.
    private const int Strip = 32;

    /// <param name="film">As read.</param>
    /// <param name="range">Becomes 0..1 before all else.</param>
    /// <param name="rows">After resampling.</param>
    /// <param name="columns">After resampling.</param>
    /// <param name="sigma">Of the neighbourhood, in pixels after resampling.</param>
    /// <param name="window">What is wanted, in pixels after resampling; the rest is left as it comes.</param>
    /// <param name="values">Takes the result: at least rows x columns, row-major.</param>
    public static void Normalise(
        GreyImage film, GreyRange range, int rows, int columns, (double Y, double X) sigma, PixelRect window, float[] values)
    {
        var (coarseRows, coarseColumns) = (Math.Max(1, rows / Coarse), Math.Max(1, columns / Coarse));
        var reduced = rows <= film.Rows && columns <= film.Columns && (rows, columns) != (film.Rows, film.Columns);
        var source = reduced ? film.Values : Resampling.Resize(film.Values, film.Rows, film.Columns, rows, columns);
        var (down, across) = reduced ? (new AxisReduction(film.Rows, rows), new AxisReduction(film.Columns, columns)) : (null, null);
        ForStrips(0, rows, () => new float[reduced ? film.Columns : 0], (y, wide) =>
        {
            var row = values.AsSpan(y * columns, columns);
            if (reduced)
            {
                down!.Row(source, film.Columns, y, wide);
                across!.Along(wide, row);
            }
            else
            {
                source.AsSpan(y * columns, columns).CopyTo(row);
            }
            range.Scale(row);
        });

        var (mean, deviation) = Neighbourhood(values, rows, columns, coarseRows, coarseColumns, sigma);
        ForStrips(window.Y, window.Bottom, () => [], (y, _) =>
        {
            var (top, weight) = Between(y, coarseRows, rows);
            var (above, below) = (top * columns + window.X, Math.Min(top + 1, coarseRows - 1) * columns + window.X);
            Divide(
                values.AsSpan(y * columns + window.X, window.Width),
                mean.AsSpan(above, window.Width),
                mean.AsSpan(below, window.Width),
                deviation.AsSpan(above, window.Width),
                deviation.AsSpan(below, window.Width),
                weight);
        });
    }

    /// <summary>The neighbourhood's mean and deviation around each pixel: coarse down, fine across.</summary>
    private static (float[] Mean, float[] Deviation) Neighbourhood(
        float[] values, int rows, int columns, int coarseRows, int coarseColumns, (double Y, double X) sigma)
    {
        var (means, squares) = (new float[coarseRows * coarseColumns], new float[coarseRows * coarseColumns]);
        var (down, across) = (new AxisReduction(rows, coarseRows), new AxisReduction(columns, coarseColumns));
        ForStrips(0, coarseRows, () => new float[2 * columns], (y, wide) =>
        {
            down.Row(values, columns, y, wide.AsSpan(0, columns), wide.AsSpan(columns));
            across.Along(wide.AsSpan(0, columns), means.AsSpan(y * coarseColumns, coarseColumns));
            across.Along(wide.AsSpan(columns), squares.AsSpan(y * coarseColumns, coarseColumns));
        });
        Parallel.Invoke(
            () => Blur(means, coarseRows, coarseColumns, sigma),
            () => Blur(squares, coarseRows, coarseColumns, sigma));
        for (var i = 0; i < means.Length; i++)
            squares[i] = MathF.Sqrt(MathF.Max(squares[i] - means[i] * means[i], LeastDeviation * LeastDeviation));

        var between = new (int Left, float Weight)[columns];
        for (var x = 0; x < columns; x++)
            between[x] = Between(x, coarseColumns, columns);
        var (fineMeans, fineDeviations) = (new float[coarseRows * columns], new float[coarseRows * columns]);
        ForStrips(0, coarseRows, () => [], (y, _) =>
        {
            Widen(means.AsSpan(y * coarseColumns, coarseColumns), between, fineMeans.AsSpan(y * columns, columns));
            Widen(squares.AsSpan(y * coarseColumns, coarseColumns), between, fineDeviations.AsSpan(y * columns, columns));
        });
        return (fineMeans, fineDeviations);
    }

    private static void Blur(float[] coarse, int rows, int columns, (double Y, double X) sigma)
    {
        using var picture = Mat.FromPixelData(rows, columns, MatType.CV_32FC1, coarse);
        Cv2.GaussianBlur(picture, picture, new Size(0, 0), Math.Max(0.5, sigma.X / Coarse), Math.Max(0.5, sigma.Y / Coarse), BorderTypes.Replicate);
    }

    private static void Widen(ReadOnlySpan<float> coarse, (int Left, float Weight)[] between, Span<float> fine)
    {
        for (var x = 0; x < fine.Length; x++)
        {
            var (left, weight) = between[x];
            fine[x] = coarse[left] + weight * (coarse[Math.Min(left + 1, coarse.Length - 1)] - coarse[left]);
        }
    }

    /// <summary>The coarse cell whose centre lies before the fine one's (or the first), and how far on that is to the next.</summary>
    private static (int Left, float Weight) Between(int i, int coarse, int fine)
    {
        var at = Math.Clamp((i + 0.5) * coarse / fine - 0.5, 0, coarse - 1);
        return ((int)at, (float)(at - (int)at));
    }

    /// <summary>(value - mean) / deviation, clipped; both between two rows.</summary>
    private static void Divide(
        Span<float> values, ReadOnlySpan<float> meanA, ReadOnlySpan<float> meanB, ReadOnlySpan<float> deviationA, ReadOnlySpan<float> deviationB, float weight)
    {
        var fast = MemoryMarshal.Cast<float, Vector<float>>(values);
        var ma = MemoryMarshal.Cast<float, Vector<float>>(meanA);
        var mb = MemoryMarshal.Cast<float, Vector<float>>(meanB);
        var da = MemoryMarshal.Cast<float, Vector<float>>(deviationA);
        var db = MemoryMarshal.Cast<float, Vector<float>>(deviationB);
        var (low, high) = (new Vector<float>(-WorkingFilm.Limit), new Vector<float>(WorkingFilm.Limit));
        for (var i = 0; i < fast.Length; i++)
        {
            var mean = ma[i] + (mb[i] - ma[i]) * weight;
            var deviation = da[i] + (db[i] - da[i]) * weight;
            fast[i] = Vector.Min(high, Vector.Max(low, (fast[i] - mean) / deviation));
        }
        for (var i = fast.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var mean = meanA[i] + (meanB[i] - meanA[i]) * weight;
            var deviation = deviationA[i] + (deviationB[i] - deviationA[i]) * weight;
            values[i] = Math.Clamp((values[i] - mean) / deviation, -WorkingFilm.Limit, WorkingFilm.Limit);
        }
    }

    private static void ForStrips(int from, int to, Func<float[]> scratch, Action<int, float[]> row) =>
        Parallel.For(0, (to - from + Strip - 1) / Strip, scratch, (strip, _, buffer) =>
        {
            for (var y = from + strip * Strip; y < Math.Min(to, from + (strip + 1) * Strip); y++)
                row(y, buffer);
            return buffer;
        }, _ => { });
}
