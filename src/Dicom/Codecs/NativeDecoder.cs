using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Pixels that are not compressed. PS3.5 section 8.1.1.</summary>
internal static class NativeDecoder
{
    /// <param name="bytes">At least one frame.</param>
    /// <param name="firstBit">Where in the first byte a 1-bit frame begins.</param>
    public static PixelFrame Decode(ReadOnlySpan<byte> bytes, DicomPixelData pixels, int firstBit = 0)
    {
        // PS3.3 C.7.6.3.1.2: two pixels of a row share their colour differences.
        if (pixels.PhotometricInterpretation == "YBR_FULL_422" && (pixels.Columns % 2 != 0 || pixels is not { BitsAllocated: 8, SamplesPerPixel: 3 }))
            throw DicomException.Corrupt("A picture that stores colours for pairs of pixels must have three samples of 8 bits and an even number of columns", DicomTags.PhotometricInterpretation);
        if (pixels.BitsAllocated == 32)
            return DecodeLongs(bytes, pixels);
        // Every word is written below.
        var words = GC.AllocateUninitializedArray<ushort>(checked((int)pixels.ValuesPerFrame));
        switch (pixels.BitsAllocated)
        {
            case 1:
                for (var i = 0; i < words.Length; i++)
                    words[i] = (ushort)((bytes[(firstBit + i) >> 3] >> ((firstBit + i) & 7)) & 1);
                return new PixelFrame(pixels, words);
            case 8 when pixels.PhotometricInterpretation == "YBR_FULL_422":
                ExpandChroma(bytes, words);
                StoredBits.Extract(words, pixels);
                return new PixelFrame(pixels, words);
            case 8:
                Words.Widen(bytes[..words.Length], words);
                break;
            default:
                Words.Copy(bytes, words);
                break;
        }
        StoredBits.Extract(words, pixels);
        return new PixelFrame(pixels.IsPlanar ? pixels with { IsPlanar = false } : pixels, pixels.IsPlanar ? Interleave(words, pixels) : words);
    }

    private static PixelFrame DecodeLongs(ReadOnlySpan<byte> bytes, DicomPixelData pixels)
    {
        var longs = new uint[pixels.ValuesPerFrame];
        for (var i = 0; i < longs.Length; i++)
            longs[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * 4)..]);
        StoredBits.Extract(longs, pixels);
        return new PixelFrame(pixels.IsPlanar ? pixels with { IsPlanar = false } : pixels, pixels.IsPlanar ? Interleave(longs, pixels) : longs);
    }

    /// <summary>Plane after plane into pixel after pixel.</summary>
    public static T[] Interleave<T>(T[] planes, DicomPixelData pixels)
    {
        var interleaved = new T[planes.Length];
        var samples = pixels.SamplesPerPixel;
        var perPlane = (int)pixels.PixelsPerFrame;
        for (var plane = 0; plane < samples; plane++)
        {
            for (var i = 0; i < perPlane; i++)
                interleaved[i * samples + plane] = planes[plane * perPlane + i];
        }
        return interleaved;
    }

    // PS3.3 C.7.6.3.1.2, YBR_FULL_422: two luminances share a blue and a red difference.
    private static void ExpandChroma(ReadOnlySpan<byte> bytes, ushort[] words)
    {
        for (int pair = 0, target = 0; target + 6 <= words.Length; pair += 4, target += 6)
        {
            (words[target], words[target + 1], words[target + 2]) = (bytes[pair], bytes[pair + 2], bytes[pair + 3]);
            (words[target + 3], words[target + 4], words[target + 5]) = (bytes[pair + 1], bytes[pair + 2], bytes[pair + 3]);
        }
    }
}
