using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>What the frame header of a JPEG codestream says. ISO/IEC 10918-1, B.2.2.</summary>
/// <param name="Marker">The second byte of its SOF marker: 0xC0 baseline, 0xC1 extended, 0xC3 lossless.</param>
/// <param name="Precision">Bits a sample.</param>
/// <param name="Components">1 for grey, 3 for colour.</param>
/// <param name="Offset">Where in the codestream the frame header's parameters begin, in bytes.</param>
internal sealed record JpegHeader(byte Marker, int Precision, int Rows, int Columns, int Components, int Offset)
{
    /// <summary>Finds the frame header.</summary>
    /// <exception cref="DicomException">The codestream is no JPEG, or ends before its frame header.</exception>
    public static JpegHeader Read(ReadOnlySpan<byte> stream)
    {
        if (stream is not [0xFF, 0xD8, ..])
            throw DicomException.Corrupt("The compressed pixels are no JPEG codestream", DicomTags.PixelData);
        var position = 2;
        while (true)
        {
            var found = JpegMarkers.Next(stream, ref position);
            var marker = found.Marker;
            var segment = found.Bytes;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (segment.Length < 6)
                    throw JpegMarkers.Truncated();
                var (rows, columns) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
                return new(marker, segment[0], rows, columns, segment[5], position - segment.Length);
            }
            if (marker is 0xDA or 0xD9)
                throw DicomException.Corrupt("The JPEG codestream has no frame header", DicomTags.PixelData);
        }
    }

    /// <summary>Holds the header against the tags: a codestream of another size or depth is never decoded into this film.</summary>
    /// <exception cref="DicomException">They differ.</exception>
    public void Check(DicomPixelData pixels)
    {
        if (Rows != pixels.Rows || Columns != pixels.Columns)
            throw DicomException.Corrupt($"The JPEG codestream is of {Rows} x {Columns} pixels, the header says {pixels.Rows} x {pixels.Columns}", DicomTags.PixelData);
        if (Components != pixels.SamplesPerPixel)
            throw DicomException.Corrupt($"The JPEG codestream has {Components} components, the header says {pixels.SamplesPerPixel}", DicomTags.PixelData);
        CodestreamCheck.Bits("JPEG", Precision, pixels);
    }
}
