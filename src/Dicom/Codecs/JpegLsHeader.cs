using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>What a JPEG-LS codestream says of itself. ISO/IEC 14495-1, annex C.</summary>
/// <param name="Precision">Bits a sample: 2 to 16.</param>
/// <param name="Components">1 for grey, 3 for colour.</param>
/// <param name="Near">The largest difference to the pixels that were compressed, over all scans; 0 is lossless.</param>
/// <param name="Length">Up to and with its end marker, in bytes.</param>
internal sealed record JpegLsHeader(int Precision, int Rows, int Columns, int Components, int Near, int Length)
{
    private const byte StartOfFrame = 0xF7; // SOF55
    private const byte StartOfScan = 0xDA;
    private const int MostInterleaveMode = 2;

    /// <summary>Walks from marker to marker up to the end of the picture.</summary>
    /// <exception cref="DicomException">It is no JPEG-LS codestream, is cut before its end, or lacks a component.</exception>
    public static JpegLsHeader Read(ReadOnlySpan<byte> stream)
    {
        if (stream is not [0xFF, 0xD8, ..])
            throw DicomException.Corrupt("The compressed pixels are no JPEG-LS codestream", DicomTags.PixelData);
        JpegLsHeader? frame = null;
        var (scanned, near) = (0, 0);
        byte[] named = [];
        var position = 2;
        while (true)
        {
            var found = JpegMarkers.Next(stream, ref position);
            switch (found.Marker)
            {
                case StartOfFrame when frame is null:
                    frame = Frame(found.Bytes);
                    named = Names(found.Bytes, first: 6, each: 3, frame.Components);
                    break;
                case StartOfFrame or (>= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC):
                    throw DicomException.Corrupt("The compressed pixels are no JPEG-LS codestream, or several", DicomTags.PixelData);
                case StartOfScan when frame is not null:
                    var (components, difference) = Scan(found.Bytes);
                    // The library gives the scans' components one after the other, whatever they are called. One alone cannot be mistaken for another.
                    if (named.Length > 1 && !named.AsSpan(Math.Min(scanned, named.Length)).StartsWith(Names(found.Bytes, first: 1, each: 2, components)))
                        throw DicomException.Corrupt("The JPEG-LS codestream's scans name its components in another order than its header, or others", DicomTags.PixelData);
                    scanned += components;
                    near = Math.Max(near, difference);
                    SkipScan(stream, ref position);
                    break;
                case StartOfScan:
                    throw DicomException.Corrupt("The JPEG-LS codestream has no frame header", DicomTags.PixelData);
                case JpegMarkers.EndOfImage:
                    if (frame is null || scanned != frame.Components)
                        throw DicomException.Corrupt("The JPEG-LS codestream lacks a component's scan", DicomTags.PixelData);
                    return frame with { Near = near, Length = position };
            }
        }
    }

    // C.2.2: P, Y, X, Nf and three bytes a component.
    private static JpegLsHeader Frame(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 6 || segment.Length != 6 + 3 * segment[5])
            throw JpegMarkers.Truncated();
        for (var component = 0; component < segment[5]; component++)
        {
            if (segment[7 + 3 * component] != 0x11)
                throw DicomException.Corrupt("The JPEG-LS codestream's components are of different sizes: that is not supported", DicomTags.PixelData);
        }
        return new(segment[0], BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), segment[5], 0, 0);
    }

    // The numbers by which components are named in a segment that was held against its length.
    private static byte[] Names(ReadOnlySpan<byte> segment, int first, int each, int components)
    {
        var names = new byte[components];
        for (var component = 0; component < components; component++)
            names[component] = segment[first + each * component];
        return names;
    }

    // C.2.3: Ns, two bytes a component (its number; its mapping table), NEAR, ILV, point transform.
    private static (int Components, int Near) Scan(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 4 || segment.Length != 4 + 2 * segment[0])
            throw JpegMarkers.Truncated();
        for (var component = 0; component < segment[0]; component++)
        {
            if (segment[2 + 2 * component] != 0)
                throw DicomException.Corrupt("The JPEG-LS codestream maps its values by a table: that is not supported", DicomTags.PixelData);
        }
        var (interleave, transform) = (segment[^2], segment[^1]);
        // One component is never interleaved; several always are.
        if (interleave > MostInterleaveMode || interleave == 0 != (segment[0] == 1) || transform != 0)
            throw DicomException.Corrupt("The JPEG-LS codestream's scan header contradicts itself", DicomTags.PixelData);
        return (segment[0], segment[^3]);
    }

    // A.1: within a scan the byte after 0xFF is below 0x80. Restart markers belong to the scan.
    private static void SkipScan(ReadOnlySpan<byte> stream, ref int position)
    {
        while (true)
        {
            var next = position < stream.Length ? stream[position..].IndexOf((byte)0xFF) : -1;
            if (next < 0 || position + next + 1 >= stream.Length)
                throw JpegMarkers.Truncated();
            position += next;
            if (stream[position + 1] is >= 0x80 and not (>= 0xD0 and <= 0xD7))
                return;
            position += stream[position + 1] == 0xFF ? 1 : 2;
        }
    }

    /// <summary>Holds it against the tags and the transfer syntax.</summary>
    /// <exception cref="DicomException">They differ.</exception>
    public void Check(DicomPixelData pixels, DicomTransferSyntax syntax)
    {
        CodestreamCheck.Size("JPEG-LS", Rows, Columns, Components, pixels);
        CodestreamCheck.Precision("JPEG-LS", Precision, pixels);
        // PS3.5 A.4.3: the lossless syntax holds what was stored. A near-lossless codestream under its name says what is not so.
        if (Near != 0 && syntax == DicomTransferSyntax.JpegLsLossless)
            throw DicomException.Corrupt("The file says JPEG-LS lossless, the codestream is near-lossless", DicomTags.PixelData);
    }
}
