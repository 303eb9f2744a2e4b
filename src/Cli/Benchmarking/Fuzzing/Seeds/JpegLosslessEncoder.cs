namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>Lossless JPEG, ISO/IEC 10918-1 annex H, with one plain Huffman table: every category has a code of five bits.</summary>
internal sealed class JpegLosslessEncoder
{
    public required int Rows { get; init; }
    public required int Columns { get; init; }
    public required int Precision { get; init; }
    public int Samples { get; init; } = 1;
    public int Predictor { get; init; } = 1;
    public int PointTransform { get; init; }

    /// <summary>0: no restart markers.</summary>
    public int LinesPerRestart { get; init; }

    /// <summary>Components one scan after another rather than interleaved.</summary>
    public bool SeparateScans { get; init; }

    private readonly JpegStream _stream = new();

    public byte[] Encode(ushort[] pixels)
    {
        _stream.Marker(0xD8);
        _stream.Segment(0xC3, [(byte)Precision, (byte)(Rows >> 8), (byte)Rows, (byte)(Columns >> 8), (byte)Columns, (byte)Samples,
            .. Enumerable.Range(1, Samples).SelectMany(c => new byte[] { (byte)c, 0x11, 0 })]);
        _stream.PlainTable(0x00, symbols: 17);
        if (LinesPerRestart > 0)
            _stream.Segment(0xDD, [(byte)(LinesPerRestart * Columns >> 8), (byte)(LinesPerRestart * Columns)]);
        if (SeparateScans)
        {
            for (var c = 0; c < Samples; c++)
                Scan(pixels, [c]);
        }
        else
        {
            Scan(pixels, [.. Enumerable.Range(0, Samples)]);
        }
        _stream.Marker(0xD9);
        return _stream.ToArray();
    }

    private void Scan(ushort[] pixels, int[] components)
    {
        _stream.Segment(0xDA, [(byte)components.Length, .. components.SelectMany(c => new byte[] { (byte)(c + 1), 0 }), (byte)Predictor, 0, (byte)PointTransform]);
        for (var y = 0; y < Rows; y++)
        {
            if (LinesPerRestart > 0 && y > 0 && y % LinesPerRestart == 0)
            {
                _stream.Flush();
                _stream.Marker((byte)(0xD0 + (y / LinesPerRestart - 1) % 8));
            }
            var first = y == 0 || (LinesPerRestart > 0 && y % LinesPerRestart == 0);
            for (var x = 0; x < Columns; x++)
            {
                foreach (var component in components)
                    Sample(pixels, x, y, component, first);
            }
        }
        _stream.Flush();
    }

    private void Sample(ushort[] pixels, int x, int y, int component, bool first)
    {
        int At(int dx, int dy) => pixels[((y - dy) * Columns + x - dx) * Samples + component] >> PointTransform;
        var prediction = (x, first) switch
        {
            (0, true) => 1 << (Precision - PointTransform - 1),
            (0, false) => At(0, 1),
            (_, true) => At(1, 0),
            _ => Predictor switch
            {
                1 => At(1, 0),
                2 => At(0, 1),
                3 => At(1, 1),
                4 => At(1, 0) + At(0, 1) - At(1, 1),
                5 => At(1, 0) + ((At(0, 1) - At(1, 1)) >> 1),
                6 => At(0, 1) + ((At(1, 0) - At(1, 1)) >> 1),
                _ => (At(1, 0) + At(0, 1)) >> 1,
            },
        };
        _stream.Difference((short)(At(0, 0) - prediction));
    }
}
