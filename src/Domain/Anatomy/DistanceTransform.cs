using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Anatomy;

/// <summary>
/// Exact Euclidean distances on a grid whose cells need not be square, in linear time. P. Felzenszwalb and D. Huttenlocher, "Distance
/// Transforms of Sampled Functions", Theory of Computing 8 (2012): one lower envelope of parabolas a column, then one a row.
/// </summary>
internal static class DistanceTransform
{
    // Beats every real distance; finite, so that differences of two stay numbers.
    private const double Far = 1e12;

    /// <summary>
    /// For each cell of <paramref name="window"/> (row-major) the squared distance in mm from its centre to the centre of the nearest cell
    /// that is inside the mask (<paramref name="toInside"/>) or outside of it. Cells beyond the grid count as outside the mask; of those and
    /// of the grid's cells only the ones in the window are looked at.
    /// </summary>
    /// <param name="window">May reach beyond the grid.</param>
    public static double[] SquaredMm(RegionMask mask, PixelRect window, bool toInside, double rowMm, double columnMm)
    {
        var (width, height) = (window.Width, window.Height);
        var squared = new double[width * height];
        for (var y = 0; y < height; y++)
        {
            var gy = y + window.Y;
            for (var x = 0; x < width; x++)
            {
                var gx = x + window.X;
                var inside = gy >= 0 && gy < mask.Rows && gx >= 0 && gx < mask.Columns && mask[gx, gy];
                squared[y * width + x] = inside == toInside ? 0 : Far;
            }
        }
        DownColumns(squared, width, height, rowMm);
        var scratch = new Envelope(width);
        for (var y = 0; y < height; y++)
            scratch.Transform(squared.AsSpan(y * width, width), columnMm * columnMm);
        return squared;
    }

    // The first pass needs no envelope: the nearest zero of a column is the last one seen from above or from below.
    private static void DownColumns(double[] squared, int width, int height, double rowMm)
    {
        var since = new int[width];
        const int Never = int.MaxValue / 2;
        Array.Fill(since, Never);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                Nearer(ref squared[y * width + x], ref since[x]);
        }
        Array.Fill(since, Never);
        for (var y = height - 1; y >= 0; y--)
        {
            for (var x = 0; x < width; x++)
                Nearer(ref squared[y * width + x], ref since[x]);
        }

        void Nearer(ref double value, ref int steps)
        {
            steps = value == 0 ? 0 : steps + 1;
            if (steps < Never)
                value = Math.Min(value, steps * rowMm * steps * rowMm);
        }
    }

    private sealed class Envelope(int length)
    {
        private readonly int[] _vertex = new int[length];
        private readonly double[] _from = new double[length + 1];
        private readonly double[] _input = new double[length];

        /// <summary>Replaces each value f(x) by the least of f(v) + (x - v)^2 * <paramref name="stepSquared"/>.</summary>
        public void Transform(Span<double> values, double stepSquared)
        {
            values.CopyTo(_input);
            var k = 0;
            _vertex[0] = 0;
            _from[0] = double.NegativeInfinity;
            _from[1] = double.PositiveInfinity;
            for (var q = 1; q < length; q++)
            {
                double crossing;
                while ((crossing = Crossing(_vertex[k], q, stepSquared)) <= _from[k])
                    k--;
                _vertex[++k] = q;
                _from[k] = crossing;
                _from[k + 1] = double.PositiveInfinity;
            }
            k = 0;
            for (var q = 0; q < length; q++)
            {
                while (_from[k + 1] < q)
                    k++;
                var d = q - _vertex[k];
                values[q] = _input[_vertex[k]] + d * d * stepSquared;
            }
        }

        private double Crossing(int v, int q, double stepSquared) =>
            ((_input[q] - _input[v]) / stepSquared + ((double)q * q - (double)v * v)) / (2.0 * (q - v));
    }
}
