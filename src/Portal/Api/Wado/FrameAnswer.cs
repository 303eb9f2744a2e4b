using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Portal.Api.Wado;

/// <summary>Frames as answered: decompressed, little endian, at the bits the header allocates. PS3.18 section 8.7.3.3.</summary>
public static class FrameAnswer
{
    /// <summary>
    /// The frame's cells, as native explicit little endian holds them; 1-bit pixels a byte each; colours and palettes as RGB of 8 bits
    /// (see <see cref="ServedHeader"/>).
    /// </summary>
    /// <exception cref="DicomException">The frame cannot be decoded, or its colours are of a kind that is not shown.</exception>
    public static async Task<byte[]> ReadAsync(DicomFile file, PixelDecoder decoder, int frameIndex, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        var frame = await decoder.DecodeFrameAsync(file, frameIndex, cancel);
        if (!frame.Pixels.IsGrey)
            return DisplayPipeline.Colour(frame, file.Dataset);
        if (frame.Pixels.BitsAllocated > 8)
            return frame.ToLittleEndianBytes();
        var bytes = new byte[frame.Words.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = unchecked((byte)frame.Words[i]);
        return bytes;
    }
}
