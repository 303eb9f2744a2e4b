using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// What a lossy colour codestream says of its colours by an application segment, held against Photometric Interpretation, which decides (PS3.5 section
/// 8.2.1): where the two contradict each other, one of them would show false colours.
/// </summary>
internal static class JpegColours
{
    private const byte Jfif = 0xE0; // APP0. ISO/IEC 10918-5: grey, or luminance and colour differences.
    private const byte Adobe = 0xEE; // APP14. ISO/IEC 10918-6, 6.5.3.
    private const int AdobeTransform = 11;

    /// <exception cref="DicomException">They contradict each other.</exception>
    public static void Check(ReadOnlySpan<byte> stream, DicomPixelData pixels)
    {
        if (pixels.SamplesPerPixel == 3 && Transformed(stream) is { } transformed && transformed != pixels.PhotometricInterpretation.StartsWith("YBR", StringComparison.Ordinal))
            throw DicomException.Corrupt($"The JPEG codestream says that its colours are {(transformed ? "luminance and colour differences" : "red, green and blue")}, the header says otherwise", DicomTags.PhotometricInterpretation);
    }

    // Null where nothing is said. Adobe's segment is the more exact one.
    private static bool? Transformed(ReadOnlySpan<byte> stream)
    {
        bool? transformed = null;
        var position = 2;
        while (true)
        {
            var found = JpegMarkers.Next(stream, ref position);
            if (found.Marker is 0xDA or JpegMarkers.EndOfImage)
                return transformed;
            if (found.Marker == Adobe && found.Bytes.StartsWith("Adobe"u8) && found.Bytes.Length > AdobeTransform)
                return found.Bytes[AdobeTransform] == 1;
            if (found.Marker == Jfif && found.Bytes.StartsWith("JFIF\0"u8))
                transformed = true;
        }
    }
}
