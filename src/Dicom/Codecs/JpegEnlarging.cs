namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Brings subsampled components to the size of the picture. ISO/IEC 10918-1, A.1.1 leaves open how; the samples lie in the middle of the pixels they stand
/// for (JFIF), and halved ones are interpolated between their neighbours, as the IJG's library and those built on it do.
/// </summary>
internal static class JpegEnlarging
{
    /// <summary>Plane after plane into pixel after pixel.</summary>
    public static ushort[] Interleave(JpegPlane[] planes, JpegHeader header)
    {
        if (planes.Length == 1)
            return planes[0].Samples;
        var values = GC.AllocateUninitializedArray<ushort>(checked(header.Rows * header.Columns * planes.Length));
        var enlarged = new ushort[header.Columns + 8]; // Four for a sample that reaches beyond the edge.
        var sums = new int[header.Columns];
        for (var row = 0; row < header.Rows; row++)
        {
            for (var c = 0; c < planes.Length; c++)
            {
                var line = Line(planes[c], row, enlarged, sums);
                var target = values.AsSpan(row * header.Columns * planes.Length + c);
                for (int x = 0, i = 0; x < header.Columns; x++, i += planes.Length)
                    target[i] = line[x];
            }
        }
        return values;
    }

    private static ReadOnlySpan<ushort> Line(JpegPlane plane, int row, ushort[] enlarged, int[] sums)
    {
        var samples = Row(plane, row / plane.DownFactor);
        switch (plane.AcrossFactor, plane.DownFactor)
        {
            case (1, 1):
                return samples;
            case (2, 1) when plane.Columns > 2:
                for (var x = 0; x < samples.Length; x++)
                    sums[x] = samples[x];
                Widen(sums.AsSpan(0, samples.Length), 1, (1, 2), enlarged);
                return enlarged;
            case (2, 2) when plane.Columns > 2:
                // The nearer row weighs three times the farther one.
                var farther = Row(plane, Math.Clamp(row % 2 == 0 ? row / 2 - 1 : row / 2 + 1, 0, plane.Rows - 1));
                for (var x = 0; x < samples.Length; x++)
                    sums[x] = 3 * samples[x] + farther[x];
                Widen(sums.AsSpan(0, samples.Length), 4, (8, 7), enlarged);
                return enlarged;
            default:
                for (var x = 0; x < samples.Length; x++)
                    enlarged.AsSpan(x * plane.AcrossFactor, Math.Min(plane.AcrossFactor, enlarged.Length - x * plane.AcrossFactor)).Fill(samples[x]);
                return enlarged;
        }
    }

    private static ReadOnlySpan<ushort> Row(JpegPlane plane, int row) => plane.Samples.AsSpan(row * plane.Columns, plane.Columns);

    // Each sample becomes two, three quarters its own and a quarter the neighbour's. The rounding alternates so that it does not drift.
    private static void Widen(ReadOnlySpan<int> sums, int weight, (int Left, int Right) rounding, Span<ushort> enlarged)
    {
        for (var x = 0; x < sums.Length; x++)
        {
            var (before, after) = (sums[Math.Max(x - 1, 0)], sums[Math.Min(x + 1, sums.Length - 1)]);
            enlarged[2 * x] = (ushort)((3 * sums[x] + before + rounding.Left) / (4 * weight));
            enlarged[2 * x + 1] = (ushort)((3 * sums[x] + after + rounding.Right) / (4 * weight));
        }
    }
}
