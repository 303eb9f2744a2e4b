using System.Buffers.Binary;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Steps over the marker segments of a JPEG codestream. ISO/IEC 10918-1, B.1.</summary>
internal static class JpegMarkers
{
    public const byte EndOfImage = 0xD9;

    /// <summary>The marker at the position and its segment without the length; the position moves behind it.</summary>
    public static MarkerSegment Next(ReadOnlySpan<byte> stream, ref int position)
    {
        while (position + 1 < stream.Length && stream[position] == 0xFF && stream[position + 1] == 0xFF)
            position++; // Fill bytes.
        if (position + 2 > stream.Length)
            throw Truncated();
        if (stream[position] != 0xFF)
            throw DicomException.Corrupt("The JPEG codestream is damaged: a marker is missing", DicomTags.PixelData);
        var marker = stream[position + 1];
        position += 2;
        if (marker is EndOfImage or 0x01 or (>= 0xD0 and <= 0xD8))
            return new(marker, []);
        if (position + 2 > stream.Length)
            throw Truncated();
        var length = BinaryPrimitives.ReadUInt16BigEndian(stream[position..]);
        if (length < 2 || position + length > stream.Length)
            throw Truncated();
        var segment = stream[(position + 2)..(position + length)];
        position += length;
        return new(marker, segment);
    }

    public static DicomException Truncated() => DicomException.Corrupt("The JPEG codestream is truncated", DicomTags.PixelData);
}

/// <summary>A marker and the bytes of its segment, without the length.</summary>
internal readonly ref struct MarkerSegment(byte marker, ReadOnlySpan<byte> bytes)
{
    public byte Marker { get; } = marker;
    public ReadOnlySpan<byte> Bytes { get; } = bytes;
}
