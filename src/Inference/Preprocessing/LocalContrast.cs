using System.Numerics;
using System.Runtime.InteropServices;
using OpenCvSharp;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Preprocessing;

/// <summary>
/// A film resampled and normalised by its local mean and deviation, in two passes over the film, each row by itself: this is the
/// dearest step beside the networks.
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
    /// <returns>rows x columns, row-major.</returns>
    public static float[] Normalised(GreyImage film, GreyRange range, int rows, int columns, (double Y, double X) sigma, PixelRect window)
    {
        var (coarseRows, coarseColumns) = (Math.Max(1, rows / Coarse), Math.Max(1, columns / Coarse));
        var values = GC.AllocateUninitializedArray<float>(rows * columns);
        // Means and means of squares of each row's blocks, before rows are put together.
        var (means, squares) = (new float[rows * coarseColumns], new float[rows * coarseColumns]);
        var reduced = rows <= film.Rows && columns <= film.Columns && (rows, columns) != (film.Rows, film.Columns);
        var source = reduced ? film.Values : Resampling.Resize(film.Values, film.Rows, film.Columns, rows, columns);
        var (down, across) = reduced ? (new AxisReduction(film.Rows, rows), new AxisReduction(film.Columns, columns)) : (null, null);
        var blocks = new AxisReduction(columns, coarseColumns);
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
            blocks.Along(row, means.AsSpan(y * coarseColumns, coarseColumns), squares.AsSpan(y * coarseColumns, coarseColumns));
        });

        var mean = Smooth(means, rows, coarseRows, coarseColumns, sigma);
        var deviation = Smooth(squares, rows, coarseRows, coarseColumns, sigma);
        for (var i = 0; i < mean.Length; i++)
            deviation[i] = MathF.Sqrt(MathF.Max(deviation[i] - mean[i] * mean[i], LeastDeviation * LeastDeviation));

        var (left, weight) = Between(coarseColumns, columns);
        ForStrips(window.Y, window.Bottom, () => new float[2 * coarseColumns + 2 * columns], (y, scratch) =>
        {
            var coarseMean = scratch.AsSpan(0, coarseColumns);
            var coarseDeviation = scratch.AsSpan(coarseColumns, coarseColumns);
            Blend(mean, coarseRows, coarseColumns, y, rows, coarseMean);
            Blend(deviation, coarseRows, coarseColumns, y, rows, coarseDeviation);
            var fineMean = scratch.AsSpan(2 * coarseColumns, window.Width);
            var fineDeviation = scratch.AsSpan(2 * coarseColumns + columns, window.Width);
            var last = coarseColumns - 1;
            for (var x = 0; x < window.Width; x++)
            {
                var (at, w) = (left[window.X + x], weight[window.X + x]);
                var next = Math.Min(at + 1, last);
                fineMean[x] = coarseMean[at] + w * (coarseMean[next] - coarseMean[at]);
                fineDeviation[x] = coarseDeviation[at] + w * (coarseDeviation[next] - coarseDeviation[at]);
            }
            Divide(values.AsSpan(y * columns + window.X, window.Width), fineMean, fineDeviation);
        });
        return values;
    }

    private static float[] Smooth(float[] rowBlocks, int rows, int coarseRows, int coarseColumns, (double Y, double X) sigma)
    {
        var coarse = new float[coarseRows * coarseColumns];
        var down = new AxisReduction(rows, coarseRows);
        for (var y = 0; y < coarseRows; y++)
            down.Row(rowBlocks, coarseColumns, y, coarse.AsSpan(y * coarseColumns, coarseColumns));
        using var picture = Mat.FromPixelData(coarseRows, coarseColumns, MatType.CV_32FC1, coarse);
        Cv2.GaussianBlur(picture, picture, new Size(0, 0), Math.Max(0.5, sigma.X / Coarse), Math.Max(0.5, sigma.Y / Coarse), BorderTypes.Replicate);
        return coarse;
    }

    /// <summary>For each fine cell the coarse cell whose centre lies left of its own (or the first), and how far on it is to the next.</summary>
    private static (int[] Left, float[] Weight) Between(int coarse, int fine)
    {
        var (left, weight) = (new int[fine], new float[fine]);
        for (var i = 0; i < fine; i++)
            (left[i], weight[i]) = Between(i, coarse, fine);
        return (left, weight);
    }

    private static (int Left, float Weight) Between(int i, int coarse, int fine)
    {
        var at = Math.Clamp((i + 0.5) * coarse / fine - 0.5, 0, coarse - 1);
        return ((int)at, (float)(at - (int)at));
    }

    private static void Blend(float[] coarse, int coarseRows, int coarseColumns, int y, int rows, Span<float> to)
    {
        var (top, weight) = Between(y, coarseRows, rows);
        var a = coarse.AsSpan(top * coarseColumns, coarseColumns);
        var b = coarse.AsSpan(Math.Min(top + 1, coarseRows - 1) * coarseColumns, coarseColumns);
        for (var x = 0; x < to.Length; x++)
            to[x] = a[x] + weight * (b[x] - a[x]);
    }

    /// <summary>(value - mean) / deviation, clipped.</summary>
    private static void Divide(Span<float> values, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        var fast = MemoryMarshal.Cast<float, Vector<float>>(values);
        var means = MemoryMarshal.Cast<float, Vector<float>>(mean);
        var deviations = MemoryMarshal.Cast<float, Vector<float>>(deviation);
        var (low, high) = (new Vector<float>(-WorkingFilm.Limit), new Vector<float>(WorkingFilm.Limit));
        for (var i = 0; i < fast.Length; i++)
            fast[i] = Vector.Min(high, Vector.Max(low, (fast[i] - means[i]) / deviations[i]));
        for (var i = fast.Length * Vector<float>.Count; i < values.Length; i++)
            values[i] = Math.Clamp((values[i] - mean[i]) / deviation[i], -WorkingFilm.Limit, WorkingFilm.Limit);
    }

    private static void ForStrips(int from, int to, Func<float[]> scratch, Action<int, float[]> row) =>
        Parallel.For(0, (to - from + Strip - 1) / Strip, scratch, (strip, _, buffer) =>
        {
            for (var y = from + strip * Strip; y < Math.Min(to, from + (strip + 1) * Strip); y++)
                row(y, buffer);
            return buffer;
        }, _ => { });
}
