using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Imaging;

/// <summary>From the colour space that decoded values are in to RGB of 8 bits. PS3.3 C.7.6.3.1.2.</summary>
internal static class ColourSpace
{
    /// <summary>
    /// Red, green, blue, pixel after pixel. Taken: RGB, which YBR_ICT and YBR_RCT have become when JPEG 2000 was decoded; YBR_FULL and YBR_FULL_422, whose
    /// chroma the decoder has spread.
    /// </summary>
    /// <exception cref="DicomException">Another colour space (YBR_PARTIAL_*, HSV, ARGB, CMYK: all retired; YBR_ICT and YBR_RCT outside of JPEG 2000), or not three samples a pixel.</exception>
    public static byte[] ToRgb(PixelFrame frame)
    {
        var pixels = frame.Pixels;
        var kind = pixels.PhotometricInterpretation;
        if (pixels.SamplesPerPixel != 3 || kind is not ("RGB" or "YBR_FULL" or "YBR_FULL_422"))
            throw Refused();
        if (pixels.IsSigned)
            throw DicomException.Corrupt("Colours cannot be signed", DicomTags.PixelRepresentation);
        var rgb = new byte[frame.Count];
        var most = (double)pixels.MaxStored;
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = pixels.BitsStored == 8 ? (byte)frame[i] : (byte)(frame[i] / most * 255 + 0.5);
        if (kind is "YBR_FULL" or "YBR_FULL_422")
            FromYbr(rgb);
        return rgb;
    }

    public static DicomException Refused() =>
        new(RefusalCodes.UnsupportedFormat, "This kind of colour is not shown: RGB, PALETTE COLOR, YBR_FULL, YBR_FULL_422 and (in JPEG 2000) YBR_ICT and YBR_RCT are", DicomTags.PhotometricInterpretation);

    // C.7.6.3.1.2, YBR_FULL, solved for R, G and B (ITU-R BT.601 as JFIF has it).
    private static void FromYbr(byte[] values)
    {
        for (var i = 0; i < values.Length; i += 3)
        {
            var (y, cb, cr) = ((double)values[i], values[i + 1] - 128.0, values[i + 2] - 128.0);
            values[i] = Level(y + 1.402 * cr);
            values[i + 1] = Level(y - 0.114 * 1.772 / 0.587 * cb - 0.299 * 1.402 / 0.587 * cr);
            values[i + 2] = Level(y + 1.772 * cb);
        }
    }

    private static byte Level(double value) => (byte)Math.Clamp(value + 0.5, 0, 255);
}
