namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>
/// Sequential JPEG (SOF0, SOF1; ISO/IEC 10918-1, annex F) as the text of the standard has it: a slow cosine transform, plain Huffman tables, any sampling
/// factors, components interleaved or one scan after another, restart intervals.
/// </summary>
internal sealed class JpegSequentialEncoder
{
    public required int Rows { get; init; }
    public required int Columns { get; init; }

    /// <summary>8 or 12.</summary>
    public int Precision { get; init; } = 8;

    /// <summary>Sampling factors of each component: horizontal in the high half, vertical in the low.</summary>
    public byte[] Sampling { get; init; } = [0x11];

    /// <summary>Of all coefficients; the finer, the nearer.</summary>
    public byte Step { get; init; } = 4;

    /// <summary>0: no restart markers.</summary>
    public int UnitsPerRestart { get; init; }

    /// <summary>Components one scan after another rather than interleaved.</summary>
    public bool SeparateScans { get; init; }

    private static readonly byte[] ZigZag = Diagonals();

    private readonly JpegStream _stream = new();

    private int MostAcross => Sampling.Max(s => s >> 4);
    private int MostDown => Sampling.Max(s => s & 15);

    /// <param name="pixels">rows x columns x components, interleaved.</param>
    public byte[] Encode(ushort[] pixels)
    {
        _stream.Marker(0xD8);
        _stream.Segment(0xDB, [0, .. Enumerable.Repeat(Step, 64)]);
        _stream.Segment((byte)(Precision == 8 ? 0xC0 : 0xC1), [(byte)Precision, (byte)(Rows >> 8), (byte)Rows, (byte)(Columns >> 8), (byte)Columns, (byte)Sampling.Length,
            .. Sampling.SelectMany((s, c) => new byte[] { (byte)(c + 1), s, 0 })]);
        _stream.PlainTable(0x00, symbols: 16);
        // Every run and category as a code of eight bits: its own number.
        _stream.Segment(0xC4, [0x10, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Range(0, 255).Select(s => (byte)s)]);
        if (UnitsPerRestart > 0)
            _stream.Segment(0xDD, [(byte)(UnitsPerRestart >> 8), (byte)UnitsPerRestart]);
        var all = Enumerable.Range(0, Sampling.Length).ToArray();
        foreach (var components in SeparateScans ? all.Select(c => new[] { c }) : [all])
            Scan(pixels, components);
        _stream.Marker(0xD9);
        return _stream.ToArray();
    }

    private void Scan(ushort[] pixels, int[] components)
    {
        _stream.Segment(0xDA, [(byte)components.Length, .. components.SelectMany(c => new byte[] { (byte)(c + 1), 0 }), 0, 63, 0]);
        var planes = components.Select(c => Reduce(pixels, c)).ToArray();
        var predictions = new int[components.Length];
        var alone = components.Length == 1;
        var (down, across) = alone
            ? ((planes[0].Length + 7) / 8, (planes[0][0].Length + 7) / 8)
            : ((Rows + 8 * MostDown - 1) / (8 * MostDown), (Columns + 8 * MostAcross - 1) / (8 * MostAcross));
        for (var unit = 0; unit < down * across; unit++)
        {
            if (UnitsPerRestart > 0 && unit > 0 && unit % UnitsPerRestart == 0)
            {
                _stream.Flush();
                _stream.Marker((byte)(0xD0 + (unit / UnitsPerRestart - 1) % 8));
                Array.Clear(predictions);
            }
            for (var c = 0; c < components.Length; c++)
            {
                var (wide, high) = alone ? (1, 1) : (Sampling[components[c]] >> 4, Sampling[components[c]] & 15);
                for (var block = 0; block < wide * high; block++)
                    Block(planes[c], (unit / across * high + block / wide) * 8, (unit % across * wide + block % wide) * 8, ref predictions[c]);
            }
        }
        _stream.Flush();
    }

    // Means of the pixels that a sample stands for.
    private double[][] Reduce(ushort[] pixels, int component)
    {
        var (across, down) = (MostAcross / (Sampling[component] >> 4), MostDown / (Sampling[component] & 15));
        double At(int y, int x) => pixels[(Math.Min(y, Rows - 1) * Columns + Math.Min(x, Columns - 1)) * Sampling.Length + component];
        return [.. Enumerable.Range(0, (Rows + down - 1) / down).Select(y => Enumerable.Range(0, (Columns + across - 1) / across)
            .Select(x => Enumerable.Range(0, across * down).Average(i => At(y * down + i / across, x * across + i % across))).ToArray())];
    }

    private void Block(double[][] plane, int row, int column, ref int prediction)
    {
        var samples = new double[64];
        for (var i = 0; i < 64; i++)
            samples[i] = plane[Math.Min(row + i / 8, plane.Length - 1)][Math.Min(column + i % 8, plane[0].Length - 1)] - (1 << (Precision - 1));
        var coefficients = ZigZag.Select(place => (int)Math.Round(Coefficient(samples, place / 8, place % 8) / Step)).ToArray();
        _stream.Difference(coefficients[0] - prediction);
        prediction = coefficients[0];
        var run = 0;
        for (var k = 1; k < 64; k++)
        {
            if (coefficients[k] == 0)
            {
                run++;
                continue;
            }
            for (; run > 15; run -= 16)
                _stream.Put(0xF0, 8);
            var size = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(coefficients[k]));
            _stream.Put(run << 4 | size, 8);
            _stream.Put(coefficients[k] < 0 ? coefficients[k] - 1 & ((1 << size) - 1) : coefficients[k], size);
            run = 0;
        }
        if (run > 0)
            _stream.Put(0, 8); // End of block.
    }

    // A.3.3.
    private static double Coefficient(double[] samples, int v, int u)
    {
        var sum = 0.0;
        for (var i = 0; i < 64; i++)
            sum += samples[i] * Math.Cos((2 * (i / 8) + 1) * v * Math.PI / 16) * Math.Cos((2 * (i % 8) + 1) * u * Math.PI / 16);
        return sum / 4 * (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1);
    }

    // Figure A.6: along the diagonals, every other one upwards.
    private static byte[] Diagonals() => [.. Enumerable.Range(0, 64)
        .OrderBy(i => i / 8 + i % 8).ThenBy(i => (i / 8 + i % 8) % 2 == 0 ? i % 8 : i / 8).Select(i => (byte)i)];
}
