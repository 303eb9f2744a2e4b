using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Codecs;

/// <summary>JPEG in its DICOM transfer syntaxes: baseline, extended and lossless. PS3.5 section 8.2.1.</summary>
internal static class JpegDecoder
{
    public static bool Supports(DicomTransferSyntax syntax) =>
        syntax == DicomTransferSyntax.JpegBaseline || syntax == DicomTransferSyntax.JpegExtended
        || syntax == DicomTransferSyntax.JpegLossless || syntax == DicomTransferSyntax.JpegLosslessSV1;

    public static PixelFrame Decode(ReadOnlyMemory<byte> frame, DicomPixelData pixels, DicomTransferSyntax syntax)
    {
        var header = JpegHeader.Read(frame.Span);
        header.Check(pixels);
        if (pixels.BitsAllocated > 16)
            throw DicomException.Corrupt($"JPEG cannot hold {pixels.BitsAllocated} bits a value", DicomTags.BitsAllocated);
        if (header.Marker is 0xC0 or 0xC1)
            JpegColours.Check(frame.Span, pixels);
        var values = header.Marker switch
        {
            0xC0 or 0xC1 => JpegSequentialDecoder.Decode(frame.Span, header, Most(header, pixels)),
            0xC3 => JpegLosslessDecoder.Decode(frame.Span, header),
            _ => throw new DicomException(
                RefusalCodes.UnsupportedTransferSyntax,
                $"Transfer syntax {syntax.Uid} ({syntax.Name}) with JPEG process SOF{header.Marker - 0xC0} is not supported yet"),
        };
        // What was clamped to the stored bits has no others; only a sign would have to be brought up, or unused bits below be left out.
        if (header.Marker == 0xC3 || pixels.IsSigned || pixels.BitsStored != pixels.HighBit + 1)
            StoredBits.Extract(values, pixels);
        return new PixelFrame(pixels with { IsPlanar = false }, values);
    }

    // A lossy codestream may overshoot the stored range: cut to the stored bits, white would become black. What two's complement becomes on its way
    // through a cosine transform nobody says: there the codestream's own range has to do.
    private static int Most(JpegHeader header, DicomPixelData pixels) =>
        (1 << (pixels.IsSigned ? header.Precision : Math.Min(header.Precision, pixels.HighBit + 1))) - 1;
}
