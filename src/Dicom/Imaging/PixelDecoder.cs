using OxiPortal.Dicom.Codecs;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Imaging;

/// <summary>Decompresses frames. A frame is decoded whole and exactly, or not at all.</summary>
/// <param name="native">Where codestreams go that need a native library; null refuses them.</param>
public sealed class PixelDecoder(INativeCodecs? native)
{
    /// <summary>Decodes all that needs no native library.</summary>
    public static PixelDecoder Managed { get; } = new(null);

    /// <summary>Pixels of the largest frame that is decoded: three times the largest radiograph sold.</summary>
    public const long MaxPixelsPerFrame = 100_000_000;

    /// <summary>The stored values of one frame.</summary>
    /// <param name="file">The film.</param>
    /// <param name="frameIndex">From 0.</param>
    /// <param name="cancel">Gives up waiting for a native library; managed codecs run to their end.</param>
    /// <exception cref="DicomException">No pixels, a damaged or truncated frame, one too large, or a transfer syntax that is not supported.</exception>
    public async ValueTask<PixelFrame> DecodeFrameAsync(DicomFile file, int frameIndex = 0, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var pixels = DicomPixelData.Create(file.Dataset);
        if (pixels.PixelsPerFrame > MaxPixelsPerFrame)
            throw new DicomException(RefusalCodes.TooLarge, $"The picture has {pixels.Rows} x {pixels.Columns} pixels: more than {MaxPixelsPerFrame / 1_000_000} million are not read");
        var bytes = PixelFrames.GetFrame(file, pixels, frameIndex);
        if (!file.TransferSyntax.IsEncapsulated)
            return NativeDecoder.Decode(bytes.Span, pixels, firstBit: PixelFrames.FirstBit(pixels, frameIndex));
        if (file.TransferSyntax == DicomTransferSyntax.RleLossless)
            return RleDecoder.Decode(bytes.Span, pixels);
        if (file.TransferSyntax == DicomTransferSyntax.DeflatedImageFrame)
            return DeflatedFrameDecoder.Decode(bytes, pixels);
        if (JpegDecoder.Supports(file.TransferSyntax))
            return JpegDecoder.Decode(bytes, pixels, file.TransferSyntax);
        if (native is not null && NativePictures.CodecOf(file.TransferSyntax) is not null)
            return await NativePictures.DecodeAsync(bytes, pixels, file.TransferSyntax, native, cancel);
        throw file.TransferSyntax.Unsupported();
    }

    /// <summary>
    /// The bytes of one frame as stored: the joined fragments of a compressed frame, or a slice of native pixels (1-bit frames that do not
    /// begin on a byte come with the bits before).
    /// </summary>
    /// <exception cref="DicomException">No pixels, no such frame, or the file is truncated.</exception>
    public static ReadOnlyMemory<byte> GetFrameBytes(DicomFile file, int frameIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(file);
        return PixelFrames.GetFrame(file, DicomPixelData.Create(file.Dataset), frameIndex);
    }
}
