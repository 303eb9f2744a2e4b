using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Anatomy;

/// <summary>
/// Exact Euclidean distances on a grid whose cells need not be square, in linear time. P. Felzenszwalb and D. Huttenlocher, "Distance
/// Transforms of Sampled Functions", Theory of Computing 8 (2012): one lower envelope of parabolas a column, then one a row.
/// </summary>
internal static class DistanceTransform
{
    // Beats every real distance.
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
            var line = squared.AsSpan(y * width, width);
            var gy = y + window.Y;
            line.Fill(toInside ? Far : 0);
            if (gy < 0 || gy >= mask.Rows)
                continue;
            var first = Math.Max(0, -window.X);
            var last = Math.Min(width, mask.Columns - window.X);
            var row = mask.Pixels.Slice(gy * mask.Columns + first + window.X, last - first);
            for (var x = 0; x < row.Length; x++)
                line[first + x] = row[x] == toInside ? 0 : Far;
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
        // In mm; 1e7 stands for "none seen", and its square is no less than Far.
        var seen = new double[width];
        Array.Fill(seen, 1e7);
        for (var y = 0; y < height; y++)
            Pass(squared.AsSpan(y * width, width), seen, rowMm);
        Array.Fill(seen, 1e7);
        for (var y = height - 1; y >= 0; y--)
            Pass(squared.AsSpan(y * width, width), seen, rowMm);

        static void Pass(Span<double> line, Span<double> seen, double rowMm)
        {
            for (var x = 0; x < line.Length; x++)
            {
                var mm = seen[x] = line[x] == 0 ? 0 : seen[x] + rowMm;
                line[x] = Math.Min(line[x], mm * mm);
            }
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
            var halfInverse = 0.5 / stepSquared;
            // Cells without anything near are no vertices, unless the whole line is such.
            var start = 0;
            while (start < length && _input[start] >= Far)
                start++;
            if (start == length)
                return;
            var k = 0;
            _vertex[0] = start;
            _from[0] = double.NegativeInfinity;
            for (var q = start + 1; q < length; q++)
            {
                if (_input[q] >= Far)
                    continue;
                double crossing;
                while ((crossing = Crossing(_vertex[k], q, halfInverse)) <= _from[k])
                    k--;
                _vertex[++k] = q;
                _from[k] = crossing;
            }
            _from[k + 1] = double.PositiveInfinity;
            k = 0;
            for (var q = 0; q < length; q++)
            {
                while (_from[k + 1] < q)
                    k++;
                var d = q - _vertex[k];
                values[q] = _input[_vertex[k]] + d * d * stepSquared;
            }
        }

        private double Crossing(int v, int q, double halfInverse) =>
            0.5 * (q + v) + (_input[q] - _input[v]) * halfInverse / (q - v);
    }
}
