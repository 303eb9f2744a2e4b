using System.Buffers;
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
        // Two bytes stand for 128 at most: where they cannot fill the frame, no memory is taken for it.
        if (frame.Length - HeaderLength < expected * (pixels.PixelsPerFrame / 64))
            throw Truncated();

        var interleaved = pixels with { IsPlanar = false };
        if (bytesPerValue == 4)
        {
            var longs = DecodeLongs(frame, pixels);
            StoredBits.Extract(longs, pixels);
            return new PixelFrame(interleaved, longs);
        }
        var words = DecodeWords(frame, pixels, bytesPerValue);
        StoredBits.Extract(words, pixels);
        return new PixelFrame(interleaved, words);
    }

    private static ushort[] DecodeWords(ReadOnlySpan<byte> frame, DicomPixelData pixels, int bytesPerValue)
    {
        var (perFrame, samples) = (checked((int)pixels.PixelsPerFrame), pixels.SamplesPerPixel);
        using var planes = new Planes(perFrame, bytesPerValue);
        // Every word is written: a plane is unpacked whole or refused.
        var words = GC.AllocateUninitializedArray<ushort>(checked(perFrame * samples));
        var ofSample = samples == 1 ? words : GC.AllocateUninitializedArray<ushort>(perFrame);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var i = 0; i < bytesPerValue; i++)
                Unpack(Segment(frame, sample * bytesPerValue + i, samples * bytesPerValue), planes[i], samples * bytesPerValue);
            if (bytesPerValue == 1)
                Words.Widen(planes[0], ofSample);
            else
                Words.Join(planes[0], planes[1], ofSample);
            for (int i = 0, at = sample; samples > 1 && i < perFrame; i++, at += samples)
                words[at] = ofSample[i];
        }
        return words;
    }

    private static uint[] DecodeLongs(ReadOnlySpan<byte> frame, DicomPixelData pixels)
    {
        const int BytesPerValue = sizeof(uint);
        var samples = pixels.SamplesPerPixel;
        using var planes = new Planes(checked((int)pixels.PixelsPerFrame), 1);
        var longs = new uint[pixels.ValuesPerFrame];
        for (var segment = 0; segment < BytesPerValue * samples; segment++)
        {
            var plane = planes[0];
            Unpack(Segment(frame, segment, BytesPerValue * samples), plane, BytesPerValue * samples);
            var shift = 8 * (BytesPerValue - 1 - segment % BytesPerValue);
            for (var i = 0; i < plane.Length; i++)
                longs[i * samples + segment / BytesPerValue] |= (uint)plane[i] << shift;
        }
        return longs;
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> frame, int segment, int segments)
    {
        var from = BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 + 4 * segment)..]);
        var to = segment + 1 < segments ? BinaryPrimitives.ReadUInt32LittleEndian(frame[(8 + 4 * segment)..]) : (uint)frame.Length;
        return from >= HeaderLength && to <= frame.Length && from <= to
            ? frame[(int)from..(int)to]
            : throw DicomException.Corrupt("The RLE header points outside the frame", DicomTags.PixelData);
    }

    // PackBits, PS3.5 section G.3.2.
    private static void Unpack(ReadOnlySpan<byte> packed, Span<byte> plane, int segments)
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
        if (read < packed.Length)
            RefuseHeader(packed[read..], segments);
    }

    // Behind the last segment the header of another frame would stand: as many segments, the first of them behind it (G.5); a byte of padding before it.
    private static void RefuseHeader(ReadOnlySpan<byte> rest, int segments)
    {
        foreach (var padding in (ReadOnlySpan<int>)[0, 1])
        {
            if (rest.Length >= padding + HeaderLength && BinaryPrimitives.ReadUInt32LittleEndian(rest[padding..]) == segments
                && BinaryPrimitives.ReadUInt32LittleEndian(rest[(padding + 4)..]) == HeaderLength)
            {
                throw UncountedFrames.Uncounted();
            }
        }
    }

    private static DicomException Truncated() => DicomException.Corrupt("The RLE frame is truncated", DicomTags.PixelData);

    /// <summary>Borrowed memory for byte planes, each written whole before it is read.</summary>
    private readonly ref struct Planes(int length, int count)
    {
        private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(checked(length * count));

        public Span<byte> this[int plane] => _bytes.AsSpan(plane * length, length);

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
    }
}
