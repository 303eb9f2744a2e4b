using System.Buffers.Binary;
using System.Collections;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Walks from tile-part to tile-part to the end of a JPEG 2000 codestream: one that is cut anywhere has no end. ISO/IEC 15444-1, A.4.</summary>
internal static class Jpeg2000TileParts
{
    private const int SotBytes = 12;

    /// <summary>The codestream's length up to and with its end marker; what follows is padding.</summary>
    /// <exception cref="DicomException">A tile-part reaches beyond the end, a tile is missing, or there is no end marker.</exception>
    public static int Check(ReadOnlySpan<byte> stream, Jpeg2000Header header)
    {
        var seen = new BitArray((int)header.Tiles);
        var missing = (int)header.Tiles;
        var position = header.HeaderLength;
        while (true)
        {
            if (position + 2 > stream.Length)
                throw Jpeg2000Header.Truncated();
            if (stream[position..] is [0xFF, 0xD9, ..])
            {
                return missing == 0
                    ? position + 2
                    : throw DicomException.Corrupt("The JPEG 2000 codestream lacks a tile", DicomTags.PixelData);
            }
            // SOT: Lsot (10), Isot, Psot, TPsot, TNsot.
            if (position + SotBytes + 2 > stream.Length)
                throw Jpeg2000Header.Truncated();
            if (stream[position..] is not [0xFF, 0x90, 0x00, 0x0A, ..])
                throw DicomException.Corrupt("The JPEG 2000 codestream is damaged: a tile-part does not begin where the one before ends", DicomTags.PixelData);
            var tile = BinaryPrimitives.ReadUInt16BigEndian(stream[(position + 4)..]);
            if (tile >= header.Tiles)
                throw DicomException.Corrupt("The JPEG 2000 codestream is damaged: it has a tile beyond its own number", DicomTags.PixelData);
            if (!seen[tile])
            {
                seen[tile] = true;
                missing--;
            }
            var length = BinaryPrimitives.ReadUInt32BigEndian(stream[(position + 6)..]);
            // 0: the last one, up to the end marker, after which there is at most padding.
            if (length == 0)
                length = (uint)(EndMarker(stream) - position);
            if (length < SotBytes + 2 || length > stream.Length - position)
                throw Jpeg2000Header.Truncated();
            RefuseOtherStyle(stream.Slice(position + SotBytes, (int)length - SotBytes));
            position += (int)length;
        }
    }

    // A.6.1, A.6.2: a tile may have a coding style of its own, another wavelet or colours than the main header was held against the tags for.
    private static void RefuseOtherStyle(ReadOnlySpan<byte> tilePart)
    {
        while (tilePart is [0xFF, not 0x93, ..])
        {
            if (tilePart is [_, 0x52 or 0x53, ..])
                throw DicomException.Corrupt("A tile of the JPEG 2000 codestream has a coding style of its own: that is not supported", DicomTags.PixelData);
            var length = tilePart.Length < 4 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(tilePart[2..]);
            if (length < 2 || length + 2 > tilePart.Length)
                throw Jpeg2000Header.Truncated();
            tilePart = tilePart[(2 + length)..];
        }
    }

    // A fragment is padded to an even length: by a zero, they say; some write 0xFF.
    private static int EndMarker(ReadOnlySpan<byte> stream)
    {
        foreach (var padding in (ReadOnlySpan<int>)[0, 1])
        {
            var end = stream.Length - 2 - padding;
            if (end >= 0 && stream[end..] is [0xFF, 0xD9, ..])
                return end;
        }
        throw Jpeg2000Header.Truncated();
    }
}
