namespace OxiPortal.Dicom.Synthetic;

/// <summary>From attenuation to stored pixels: exposure, scatter, film curve, quantum noise.</summary>
internal static class SyntheticExposure
{
    private const double ScatterMm = 22;
    private const float ScatterPart = 0.08f;

    /// <summary>What reaches the detector, 0..1: direct rays, and some that were scattered on their way.</summary>
    public static Field Expose(Field attenuation, double pixelsPerMm)
    {
        var direct = attenuation.Copy().Map(t => MathF.Exp(-Math.Max(0, t)));
        var scattered = direct.Copy().Blur(ScatterMm * pixelsPerMm);
        return direct.Map(v => (1 - ScatterPart) * v).Add(scattered, ScatterPart);
    }

    /// <summary>The film's pixels: the grid enlarged by <paramref name="reduction"/>, bright where little came through.</summary>
    public static ushort[] Digitise(Field exposure, SyntheticFilmOptions options, int reduction, int bits, Random random)
    {
        var most = (1 << bits) - 1;
        var black = most * (0.06 + 0.06 * random.NextDouble());
        var white = most * (0.93 + 0.06 * random.NextDouble());
        var contrast = 0.75 + 0.2 * random.NextDouble();
        var noise = (float)(most * (0.004 + 0.003 * random.NextDouble()));
        var noiseSeed = (uint)random.Next();
        // Film curve by table: exposure 0..1 in 4096 steps would band in the dense parts, so it is by the square root.
        var curve = new float[4097];
        for (var i = 0; i < curve.Length; i++)
        {
            var e = i / 4096.0 * i / 4096.0;
            curve[i] = (float)(black + (white - black) * (1 - Math.Pow(e, contrast)));
        }
        var pixels = new ushort[options.Rows * options.Columns];
        Parallel.For(0, options.Rows, y =>
        {
            var state = (noiseSeed ^ (uint)(y * 0x9E3779B1)) | 1;
            var (row, nextRow, fy) = Neighbours(y, exposure.Rows);
            (row, nextRow) = (row * exposure.Columns, nextRow * exposure.Columns);
            for (var x = 0; x < options.Columns; x++)
            {
                var (column, nextColumn, fx) = Neighbours(x, exposure.Columns);
                var upper = exposure.Values[row + column] + fx * (exposure.Values[row + nextColumn] - exposure.Values[row + column]);
                var lower = exposure.Values[nextRow + column] + fx * (exposure.Values[nextRow + nextColumn] - exposure.Values[nextRow + column]);
                var root = MathF.Sqrt(Math.Clamp(upper + fy * (lower - upper), 0, 1));
                var at = root * 4095.999f;
                var grey = curve[(int)at] + (at - (int)at) * (curve[(int)at + 1] - curve[(int)at]) + noise * Bell(ref state);
                var stored = (int)Math.Clamp(grey + 0.5f, 0, most);
                pixels[y * options.Columns + x] = (ushort)(options.Monochrome1 ? most - stored : stored);
            }
        });
        return pixels;

        (int Here, int Next, float Part) Neighbours(int at, int size)
        {
            var centre = Math.Clamp((at + 0.5f) / reduction - 0.5f, 0, size - 1);
            return ((int)centre, Math.Min((int)centre + 1, size - 1), centre - (int)centre);
        }
    }

    // Four random bytes added up: near a bell curve of standard deviation 1.
    private static float Bell(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        var sum = (state & 0xFF) + ((state >> 8) & 0xFF) + ((state >> 16) & 0xFF) + (state >> 24);
        return (sum - 510f) / 147.8f;
    }
}
