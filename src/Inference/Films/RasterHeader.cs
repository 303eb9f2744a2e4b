using System.Buffers.Binary;

namespace OxiPortal.Inference.Films;

/// <summary>
/// Rows and columns that a PNG or JPEG claims, read before anything is decoded (a small file can claim a picture of many gigabytes), and
/// whether the file is there to its end (decoders fill up a truncated one with grey and say nothing).
/// </summary>
internal readonly record struct RasterHeader(int Rows, int Columns, bool IsWhole)
{
    public static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Null where the file's structure is broken before its size is told.</summary>
    public static RasterHeader? Read(FileKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        FileKind.Png => Png(bytes),
        FileKind.Jpeg => Jpeg(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Only PNG and JPEG."),
    };

    // PNG (ISO/IEC 15948) 5.3: length, type, data, CRC; IHDR first, IEND last.
    private static RasterHeader? Png(ReadOnlySpan<byte> bytes)
    {
        var at = PngSignature.Length;
        if (bytes.Length < at + 16 || !bytes.Slice(at + 4, 4).SequenceEqual("IHDR"u8))
            return null;
        var columns = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 8)..]);
        var rows = BinaryPrimitives.ReadUInt32BigEndian(bytes[(at + 12)..]);
        if (rows is 0 or > int.MaxValue || columns is 0 or > int.MaxValue)
            return null;
        var whole = false;
        while (at + 12 <= bytes.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > (uint)(bytes.Length - at - 12))
                break;
            if (bytes.Slice(at + 4, 4).SequenceEqual("IEND"u8))
            {
                whole = true;
                break;
            }
            at += 12 + (int)length;
        }
        return new RasterHeader((int)rows, (int)columns, whole);
    }

    // JPEG (ISO/IEC 10918-1) B.1: marker segments; SOFn holds the size, EOI ends the picture.
    private static RasterHeader? Jpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != 0xFF)
                return null;
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                at += 2;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (at + 9 > bytes.Length)
                    return null;
                var rows = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]);
                var columns = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]);
                var whole = bytes[(at + 2)..].LastIndexOf<byte>([0xFF, 0xD9]) >= 0;
                return rows == 0 || columns == 0 ? null : new RasterHeader(rows, columns, whole);
            }
            if (length < 2)
                return null;
            at += 2 + length;
        }
        return null;
    }
}
