namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>
/// Sequential JPEG (SOF0, SOF1) whose blocks of 8 x 8 hold one grey each, one scan a component: exact, so that a test sees where each block
/// comes to lie and what becomes of values beyond the stored range.
/// </summary>
internal sealed class JpegFlatBlocksEncoder
{
    public required int Rows { get; init; }
    public required int Columns { get; init; }

    /// <summary>8 or 12.</summary>
    public int Precision { get; init; } = 8;

    /// <summary>Sampling factors of each component: horizontal in the high half, vertical in the low.</summary>
    public byte[] Sampling { get; init; } = [0x11];

    /// <param name="blocks">Of each component the greys of its blocks, row after row.</param>
    public byte[] Encode(params int[][] blocks)
    {
        var stream = new JpegStream();
        stream.Marker(0xD8);
        // A step of 8 makes the coefficient the grey's distance from the middle: A.3.3.
        stream.Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        stream.Segment((byte)(Precision == 8 ? 0xC0 : 0xC1), [(byte)Precision, (byte)(Rows >> 8), (byte)Rows, (byte)(Columns >> 8), (byte)Columns, (byte)Sampling.Length,
            .. Sampling.SelectMany((s, c) => new byte[] { (byte)(c + 1), s, 0 })]);
        stream.PlainTable(0x00, symbols: 16);
        stream.PlainTable(0x10, symbols: 1);
        for (var component = 0; component < Sampling.Length; component++)
        {
            stream.Segment(0xDA, [1, (byte)(component + 1), 0, 0, 63, 0]);
            var before = 1 << (Precision - 1);
            foreach (var grey in blocks[component])
            {
                stream.Difference(grey - before);
                stream.Put(0, 5); // End of block.
                before = grey;
            }
            stream.Flush();
        }
        stream.Marker(0xD9);
        return stream.ToArray();
    }
}
