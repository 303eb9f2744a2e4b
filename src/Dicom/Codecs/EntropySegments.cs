namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// The entropy-coded bytes of one scan, without stuffing, cut at its restart markers. ISO/IEC 10918-1, B.1.1.5, F.1.2.3.
/// </summary>
internal sealed class EntropySegments
{
    private EntropySegments(byte[] buffer, List<(int Start, int End)> segments) => (Buffer, Segments) = (buffer, segments);

    /// <summary>All bytes, with <see cref="JpegBitReader.Padding"/> zeros after the last.</summary>
    public byte[] Buffer { get; }

    public IReadOnlyList<(int Start, int End)> Segments { get; }

    /// <summary>Reads from behind an SOS segment to the next marker that is no restart; the position moves onto it, or to the end.</summary>
    /// <exception cref="DicomException">Restart markers are out of order: an interval is missing.</exception>
    public static EntropySegments Read(ReadOnlySpan<byte> stream, ref int position)
    {
        var coded = stream[position..End(stream, position)];
        position += coded.Length;
        var buffer = new byte[coded.Length + JpegBitReader.Padding];
        var segments = new List<(int, int)>();
        var (written, start) = (0, 0);
        while (!coded.IsEmpty)
        {
            var run = coded.IndexOf((byte)0xFF) is >= 0 and var found ? found : coded.Length;
            coded[..run].CopyTo(buffer.AsSpan(written));
            written += run;
            coded = coded[run..];
            switch (coded)
            {
                case [_, 0, ..]:
                    buffer[written++] = 0xFF;
                    coded = coded[2..];
                    break;
                case [_, >= 0xD0 and <= 0xD7 and var restart, ..]:
                    if (restart - 0xD0 != segments.Count % 8)
                        throw DicomException.Corrupt("The JPEG codestream is damaged: a restart interval is missing", DicomTags.PixelData);
                    segments.Add((start, written));
                    start = written;
                    coded = coded[2..];
                    break;
                case [_, ..]:
                    coded = coded[1..]; // Fill byte before a marker.
                    break;
            }
        }
        // Some encoders restart once more after the last interval: nothing follows.
        if (written > start || segments.Count == 0)
            segments.Add((start, written));
        return new EntropySegments(buffer, segments);
    }

    /// <summary>Holds the number of restart intervals against what the picture asks for.</summary>
    /// <exception cref="DicomException">Some are missing or too many.</exception>
    public void MustNumber(long intervals)
    {
        if (Segments.Count < intervals)
            throw JpegMarkers.Truncated();
        if (Segments.Count > intervals)
            throw DicomException.Corrupt($"The JPEG codestream is damaged: it has {Segments.Count} restart intervals where {intervals} fill the picture", DicomTags.PixelData);
    }

    /// <summary>Holds the scan's length against the bits that are needed at the very least, before memory is taken for what they become.</summary>
    /// <exception cref="DicomException">There are not as many.</exception>
    public void MustHold(long bits)
    {
        if (Segments[^1].End * 8L < bits)
            throw JpegMarkers.Truncated();
    }

    // Where the marker stands that ends the scan, or the stream does. Only so much memory is taken as the scan fills.
    private static int End(ReadOnlySpan<byte> stream, int position)
    {
        while (stream[position..].IndexOf((byte)0xFF) is >= 0 and var run)
        {
            position += run;
            var next = position + 1 < stream.Length ? stream[position + 1] : 0xFF;
            if (next is 0 or (>= 0xD0 and <= 0xD7))
                position += 2;
            else if (next == 0xFF)
                position++; // Fill byte before a marker.
            else
                return position;
        }
        return stream.Length;
    }
}
