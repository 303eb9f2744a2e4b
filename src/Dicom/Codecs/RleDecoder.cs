using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>RLE Lossless, PS3.5 annex G: one byte plane after another, the highest byte of the first sample first.</summary>
internal static class RleDecoder
{
    private const int HeaderLength = 64;
    private const int MaxSegments = 15;

    public static PixelFrame Decode(ReadOnlySpan<byte> frame, DicomPixelData pixels)
    {
        if (pixels.BitsAllocated is not (8 or 16 or 32))
            throw DicomException.Corrupt($"RLE cannot hold {pixels.BitsAllocated} bits a value", DicomTags.BitsAllocated);
        var bytesPerValue = pixels.BitsAllocated / 8;
        var expected = bytesPerValue * pixels.SamplesPerPixel;
        if (frame.Length < HeaderLength)
            throw DicomException.Corrupt("The RLE header is truncated", DicomTags.PixelData);
        var segments = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (segments != expected || segments > MaxSegments)
            throw DicomException.Corrupt($"The RLE header names {segments} segments where the description of the pixels asks for {expected}", DicomTags.PixelData);

        var plane = new byte[pixels.PixelsPerFrame];
        var words = bytesPerValue <= 2 ? new ushort[pixels.ValuesPerFrame] : [];
        var longs = bytesPerValue == 4 ? new uint[pixels.ValuesPerFrame] : [];
        var samples = pixels.SamplesPerPixel;
        for (var segment = 0; segment < expected; segment++)
        {
            var from = BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 + 4 * segment)..]);
            var to = segment + 1 < expected ? BinaryPrimitives.ReadUInt32LittleEndian(frame[(8 + 4 * segment)..]) : (uint)frame.Length;
            if (from < HeaderLength || to > frame.Length || from > to)
                throw DicomException.Corrupt("The RLE header points outside the frame", DicomTags.PixelData);
            Unpack(frame[(int)from..(int)to], plane);
            var sample = segment / bytesPerValue;
            var shift = 8 * (bytesPerValue - 1 - segment % bytesPerValue);
            if (words.Length > 0)
            {
                for (var i = 0; i < plane.Length; i++)
                    words[i * samples + sample] |= (ushort)(plane[i] << shift);
            }
            else
            {
                for (var i = 0; i < plane.Length; i++)
                    longs[i * samples + sample] |= (uint)plane[i] << shift;
            }
        }
        var interleaved = pixels with { IsPlanar = false };
        if (words.Length > 0)
        {
            StoredBits.Extract(words, pixels);
            return new PixelFrame(interleaved, words);
        }
        StoredBits.Extract(longs, pixels);
        return new PixelFrame(interleaved, longs);
    }

    // PackBits, PS3.5 section G.3.2.
    private static void Unpack(ReadOnlySpan<byte> packed, Span<byte> plane)
    {
        var read = 0;
        var written = 0;
        while (written < plane.Length)
        {
            if (read >= packed.Length)
                throw Truncated();
            var control = (sbyte)packed[read++];
            if (control >= 0)
            {
                var count = Math.Min(control + 1, plane.Length - written);
                if (read + count > packed.Length)
                    throw Truncated();
                packed.Slice(read, count).CopyTo(plane[written..]);
                read += control + 1;
                written += count;
            }
            else if (control != -128)
            {
                if (read >= packed.Length)
                    throw Truncated();
                var count = Math.Min(1 - control, plane.Length - written);
                plane.Slice(written, count).Fill(packed[read++]);
                written += count;
            }
        }
    }

    private static DicomException Truncated() => DicomException.Corrupt("The RLE frame is truncated", DicomTags.PixelData);
}
