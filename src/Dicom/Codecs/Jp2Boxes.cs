using System.Buffers.Binary;

namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Some writers put a whole JP2 file where PS3.5 A.4.4 wants a bare codestream. The boxes go: what the picture is, the tags say. ISO/IEC 15444-1, annex I.
/// </summary>
internal static class Jp2Boxes
{
    private const uint Codestream = 0x6A703263; // "jp2c"
    private const uint Header = 0x6A703268; // "jp2h"
    private const uint Palette = 0x70636C72; // "pclr"

    /// <summary>The codestream within; the same bytes where there are no boxes.</summary>
    /// <exception cref="DicomException">The boxes hold none, reach beyond the end, or map the values by a palette.</exception>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> frame)
    {
        if (frame.Span is not [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..])
            return frame;
        var rest = frame;
        while (!rest.IsEmpty)
        {
            var (type, content, whole) = Next(rest);
            if (type == Codestream)
                return content;
            if (type == Header)
                RefusePalette(content);
            rest = rest[whole..];
        }
        throw Jpeg2000Header.Truncated();
    }

    private static void RefusePalette(ReadOnlyMemory<byte> header)
    {
        while (!header.IsEmpty)
        {
            var (type, _, whole) = Next(header);
            if (type == Palette)
                throw DicomException.Corrupt("The JPEG 2000 file within maps its values by a palette: that is not supported", DicomTags.PixelData);
            header = header[whole..];
        }
    }

    // I.4: LBox, TBox, XLBox where LBox is 1; 0 reaches to the end.
    private static (uint Type, ReadOnlyMemory<byte> Content, int Whole) Next(ReadOnlyMemory<byte> boxes)
    {
        var bytes = boxes.Span;
        if (bytes.Length < 8)
            throw Jpeg2000Header.Truncated();
        long length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var start = 8;
        if (length == 1)
        {
            start = 16;
            length = bytes.Length < start ? long.MaxValue : BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
        }
        else if (length == 0)
        {
            length = bytes.Length;
        }
        if (length < start || length > bytes.Length)
            throw Jpeg2000Header.Truncated();
        return (BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), boxes[start..(int)length], (int)length);
    }
}
