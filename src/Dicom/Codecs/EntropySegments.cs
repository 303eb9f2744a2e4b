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
        var buffer = new byte[stream.Length - position + JpegBitReader.Padding];
        var segments = new List<(int, int)>();
        var (written, start) = (0, 0);
        while (true)
        {
            var run = stream[position..].IndexOf((byte)0xFF);
            if (run < 0)
                run = stream.Length - position;
            stream.Slice(position, run).CopyTo(buffer.AsSpan(written));
            written += run;
            position += run;
            var next = position + 1 < stream.Length ? stream[position + 1] : -1;
            if (next == 0)
            {
                buffer[written++] = 0xFF;
                position += 2;
            }
            else if (next == 0xFF)
            {
                position++; // Fill byte before a marker.
            }
            else if (next is >= 0xD0 and <= 0xD7)
            {
                if (next - 0xD0 != segments.Count % 8)
                    throw DicomException.Corrupt("The JPEG codestream is damaged: a restart interval is missing", DicomTags.PixelData);
                segments.Add((start, written));
                start = written;
                position += 2;
            }
            else
            {
                segments.Add((start, written));
                return new EntropySegments(buffer, segments);
            }
        }
    }
}
