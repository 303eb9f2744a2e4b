using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// JPEG-LS and JPEG 2000: what a codestream says of itself is held against the tags here; a native library decodes it elsewhere; what comes back
/// is cut to what the tags say. PS3.5 sections 8.2.3, 8.2.4, 8.2.14.
/// </summary>
internal static class NativePictures
{
    /// <summary>Null where the transfer syntax is neither.</summary>
    public static NativeCodec? CodecOf(DicomTransferSyntax syntax) => syntax switch
    {
        _ when syntax == DicomTransferSyntax.JpegLsLossless || syntax == DicomTransferSyntax.JpegLsNearLossless => NativeCodec.JpegLs,
        _ when syntax == DicomTransferSyntax.Jpeg2000Lossless || syntax == DicomTransferSyntax.Jpeg2000 || Jpeg2000Header.IsHighThroughputSyntax(syntax) => NativeCodec.Jpeg2000,
        _ => null,
    };

    public static Task<PixelFrame> DecodeAsync(
        ReadOnlyMemory<byte> frame, DicomPixelData pixels, DicomTransferSyntax syntax, INativeCodecs native, CancellationToken cancel) =>
        CodecOf(syntax) == NativeCodec.JpegLs ? DecodeJpegLsAsync(frame, pixels, syntax, native, cancel) : DecodeJpeg2000Async(frame, pixels, syntax, native, cancel);

    private static async Task<PixelFrame> DecodeJpegLsAsync(
        ReadOnlyMemory<byte> frame, DicomPixelData pixels, DicomTransferSyntax syntax, INativeCodecs native, CancellationToken cancel)
    {
        var header = JpegLsHeader.Read(frame.Span);
        header.Check(pixels, syntax);
        UncountedFrames.RefuseCodestream(frame.Span[header.Length..]);
        var samples = await native.DecodeAsync(
            new(NativeCodec.JpegLs, frame[..header.Length], header.Rows, header.Columns, header.Components, header.Precision, IsSigned: false), cancel);
        if (header.Near > 0)
            ClampUnsigned(samples, header.Precision, pixels);
        // JPEG-LS knows no sign: what is signed by the tags went in as the bits of its two's complement.
        StoredBits.Extract(samples, pixels);
        return new PixelFrame(pixels with { IsPlanar = false }, samples);
    }

    private static async Task<PixelFrame> DecodeJpeg2000Async(
        ReadOnlyMemory<byte> frame, DicomPixelData pixels, DicomTransferSyntax syntax, INativeCodecs native, CancellationToken cancel)
    {
        var codestream = Jp2Boxes.Unwrap(frame, pixels);
        var header = Jpeg2000Header.Read(codestream.Span);
        header.Check(pixels, syntax);
        var colours = Colours(header, pixels);
        var length = Jpeg2000TileParts.Check(codestream.Span, header);
        // Of the whole frame: what lies behind the boxes, too.
        UncountedFrames.RefuseCodestream(frame.Span[(frame.Span.IndexOf(codestream.Span[..header.HeaderLength]) + length)..]);
        var samples = await native.DecodeAsync(
            new(NativeCodec.Jpeg2000, codestream[..length], pixels.Rows, pixels.Columns, header.Components, header.Precision, header.IsSigned), cancel);
        if (header.IsSigned)
            FitSigned(samples, header, pixels);
        else
            FitUnsigned(samples, header, pixels);
        return new PixelFrame(pixels with { IsPlanar = false, PhotometricInterpretation = colours }, samples);
    }

    // PS3.3 C.7.6.3.1.2, YBR_RCT and YBR_ICT: names of the colours within the codestream, which it turns back into RGB itself. What it turns back from any other
    // luminance and differences nobody can tell: those that went in, or RGB under a wrong name. RGB that it turns back is RGB under either name.
    private static string Colours(Jpeg2000Header header, DicomPixelData pixels)
    {
        if (header.HasColourTransform && pixels.PhotometricInterpretation is "YBR_FULL" or "YBR_FULL_422")
        {
            throw DicomException.Corrupt(
                "The header says that the colours are luminance and differences of their own, the JPEG 2000 codestream says that it made such of red, green and blue", DicomTags.PhotometricInterpretation);
        }
        if (pixels.PhotometricInterpretation is not ("YBR_RCT" or "YBR_ICT"))
            return pixels.PhotometricInterpretation;
        return header.HasColourTransform
            ? "RGB"
            : throw DicomException.Corrupt("The header says that the JPEG 2000 codestream transforms its colours; it does not", DicomTags.PhotometricInterpretation);
    }

    // The codestream has a sign: its values are numbers, whatever their depth. They are kept as they are, where the tags can say them.
    private static void FitSigned(Span<ushort> samples, Jpeg2000Header header, DicomPixelData pixels)
    {
        if (pixels.IsSigned && header.Precision == pixels.BitsStored)
            return;
        foreach (ref var sample in samples)
        {
            if ((short)sample >= pixels.MinStored && (short)sample <= pixels.MaxStored)
                continue;
            if (header.IsReversible || !pixels.IsSigned)
            {
                throw DicomException.Corrupt(
                    $"The JPEG 2000 codestream has {header.Precision} bits with a sign, and values that the header's {pixels.BitsStored} bits {(pixels.IsSigned ? "with" : "without")} one do not hold",
                    DicomTags.PixelRepresentation);
            }
            // A lossy codestream may overshoot the stored range.
            sample = (ushort)Math.Clamp((short)sample, pixels.MinStored, pixels.MaxStored);
        }
    }

    // The codestream has none. Where the tags have one, its values are the bits of a two's complement, as in GDCM, DCMTK and pydicom.
    private static void FitUnsigned(Span<ushort> samples, Jpeg2000Header header, DicomPixelData pixels)
    {
        if (!header.IsReversible)
            ClampUnsigned(samples, header.Precision, pixels);
        StoredBits.Extract(samples, pixels);
    }

    // A lossy codestream may overshoot the stored range: cut to the stored bits, white would become black.
    private static void ClampUnsigned(Span<ushort> samples, int precision, DicomPixelData pixels)
    {
        if (pixels.IsSigned || precision <= pixels.HighBit + 1)
            return;
        var most = (ushort)((1 << (pixels.HighBit + 1)) - 1);
        foreach (ref var sample in samples)
            sample = Math.Min(sample, most);
    }
}
