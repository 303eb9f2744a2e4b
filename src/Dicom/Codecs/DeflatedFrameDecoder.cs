using System.IO.Compression;
using System.Runtime.InteropServices;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Deflated Image Frame Compression: each frame's native pixels as a raw deflate stream (RFC 1951). PS3.5 sections 8.2.16 and A.4.13.</summary>
internal static class DeflatedFrameDecoder
{
    /// <exception cref="DicomException">The stream is damaged, or inflates to less or more than the frame.</exception>
    public static PixelFrame Decode(ReadOnlyMemory<byte> frame, DicomPixelData pixels)
    {
        var bits = PixelFrames.BitsPerFrame(pixels);
        // RFC 1951 makes 258 bytes of two bits at best: where they cannot fill the frame, no memory is taken for it.
        const int MostRatio = 1032;
        if (frame.Length * (long)MostRatio < bits / 8)
            throw Truncated();
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)((bits + 7) / 8)));
        using var source = MemoryMarshal.TryGetArray(frame, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count) : new MemoryStream(frame.ToArray());
        using var inflated = new DeflateStream(source, CompressionMode.Decompress);
        try
        {
            if (inflated.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw Truncated();
            // One byte more may stand there to make the length even.
            Span<byte> more = stackalloc byte[2];
            if (inflated.ReadAtLeast(more, more.Length, throwOnEndOfStream: false) > bytes.Length % 2)
                throw DicomException.Corrupt("The deflated frame is larger than the description of the pixels asks for", DicomTags.PixelData);
        }
        catch (InvalidDataException e)
        {
            throw new DicomException(Domain.Detection.RefusalCodes.Corrupt, "The deflated frame is damaged.", e);
        }
        return NativeDecoder.Decode(bytes, pixels);
    }

    private static DicomException Truncated() => DicomException.Corrupt("The deflated frame is truncated", DicomTags.PixelData);
}
