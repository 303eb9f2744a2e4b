using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Some writers put a whole JP2 file where PS3.5 A.4.4 wants a bare codestream. The boxes go: what the picture is, the tags say. Boxes that say otherwise of its
/// colours would mean that one of the two shows false ones. ISO/IEC 15444-1, annex I.
/// </summary>
internal static class Jp2Boxes
{
    private const uint Codestream = 0x6A703263; // "jp2c"
    private const uint Header = 0x6A703268; // "jp2h"
    private const uint Palette = 0x70636C72; // "pclr"
    private const uint Channels = 0x63646566; // "cdef"
    private const uint ColourSpace = 0x636F6C72; // "colr"

    /// <summary>The codestream within; the same bytes where there are no boxes.</summary>
    /// <exception cref="DicomException">The boxes hold none, reach beyond the end, map the values by a palette, or say other colours than the tags.</exception>
    public static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> frame, DicomPixelData pixels)
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
                CheckColours(content, pixels);
            rest = rest[whole..];
        }
        throw Jpeg2000Header.Truncated();
    }

    private static void CheckColours(ReadOnlyMemory<byte> header, DicomPixelData pixels)
    {
        while (!header.IsEmpty)
        {
            var (type, content, whole) = Next(header);
            if (type == Palette)
                throw DicomException.Corrupt("The JPEG 2000 file within maps its values by a palette: that is not supported", DicomTags.PixelData);
            if (type == Channels)
                RefuseOtherChannels(content.Span);
            if (type == ColourSpace)
                RefuseOtherColours(content.Span, pixels);
            header = header[whole..];
        }
    }

    // I.5.3.6: how many; of each its number, what it is (0: a colour) and which colour, from 1; 0 and 65535 name none.
    private static void RefuseOtherChannels(ReadOnlySpan<byte> definitions)
    {
        const int Bytes = 6;
        if (definitions.Length < 2 || definitions.Length != 2 + Bytes * BinaryPrimitives.ReadUInt16BigEndian(definitions))
            throw Jpeg2000Header.Truncated();
        for (definitions = definitions[2..]; !definitions.IsEmpty; definitions = definitions[Bytes..])
        {
            var channel = BinaryPrimitives.ReadUInt16BigEndian(definitions);
            var colour = BinaryPrimitives.ReadUInt16BigEndian(definitions[4..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(definitions[2..]) != 0 || (colour is not (0 or ushort.MaxValue) && colour != channel + 1))
                throw DicomException.Corrupt("The JPEG 2000 file within names its channels in another order, or one that is no colour: that is not supported", DicomTags.PixelData);
        }
    }

    // I.5.3.3: METH (1: by number), PREC, APPROX, EnumCS. 16 is red, green and blue; 18 luminance and differences.
    private static void RefuseOtherColours(ReadOnlySpan<byte> specification, DicomPixelData pixels)
    {
        if (pixels.SamplesPerPixel != 3 || specification is not [1, _, _, 0, 0, 0, 16 or 18, ..])
            return;
        if (specification[6] == 18 != (pixels.PhotometricInterpretation is "YBR_FULL" or "YBR_FULL_422"))
            throw DicomException.Corrupt("The JPEG 2000 file within says other colours than the header", DicomTags.PhotometricInterpretation);
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
