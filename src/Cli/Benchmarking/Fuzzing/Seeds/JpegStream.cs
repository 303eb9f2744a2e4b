namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>Markers, segments and entropy-coded bits of a JPEG codestream. ISO/IEC 10918-1, B.1.</summary>
internal sealed class JpegStream
{
    private readonly List<byte> _bytes = [];
    private int _bits, _count;

    public byte[] ToArray() => [.. _bytes];

    public void Marker(byte marker) => _bytes.AddRange([0xFF, marker]);

    public void Segment(byte marker, byte[] bytes)
    {
        Marker(marker);
        _bytes.AddRange([(byte)((bytes.Length + 2) >> 8), (byte)(bytes.Length + 2), .. bytes]);
    }

    /// <summary>A table in which each symbol has a code of five bits: its own number.</summary>
    public void PlainTable(byte place, int symbols) =>
        Segment(0xC4, [place, 0, 0, 0, 0, (byte)symbols, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Range(0, symbols).Select(s => (byte)s)]);

    /// <summary>A difference by a <see cref="PlainTable"/> of categories: F.1.2.1, H.1.2.2.</summary>
    public void Difference(int difference)
    {
        if (difference == short.MinValue)
        {
            Put(16, 5);
            return;
        }
        var category = 0;
        while (Math.Abs(difference) >> category != 0)
            category++;
        Put(category, 5);
        Put(difference < 0 ? difference - 1 & ((1 << category) - 1) : difference, category);
    }

    public void Put(int value, int bits)
    {
        for (var i = bits - 1; i >= 0; i--)
        {
            _bits = (_bits << 1) | ((value >> i) & 1);
            if (++_count == 8)
                Emit();
        }
    }

    /// <summary>Ones up to the next byte: F.1.2.3.</summary>
    public void Flush()
    {
        while (_count > 0)
            Put(1, 1);
    }

    private void Emit()
    {
        _bytes.Add((byte)_bits);
        if ((byte)_bits == 0xFF)
            _bytes.Add(0);
        (_bits, _count) = (0, 0);
    }
}
