using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Imaging;

/// <summary>Finds the bytes of one frame within Pixel Data. PS3.5 sections 8.1, A.4.</summary>
internal static class PixelFrames
{
    /// <summary>Bits of the frame's first byte that belong to the frame before: only where values are of one bit.</summary>
    public static int FirstBit(DicomPixelData pixels, int frameIndex) => (int)(BitsPerFrame(pixels) * frameIndex % 8);

    public static ReadOnlyMemory<byte> GetFrame(DicomFile file, DicomPixelData pixels, int frameIndex)
    {
        if (frameIndex < 0 || frameIndex >= pixels.NumberOfFrames)
            throw DicomException.Corrupt($"There is no frame {frameIndex + 1}: the file says it holds {pixels.NumberOfFrames}", DicomTags.NumberOfFrames);
        return file.Dataset.Find(DicomTags.PixelData) switch
        {
            DicomFragmentSequence fragments when file.TransferSyntax.IsEncapsulated => Compressed(file, fragments, pixels, frameIndex),
            DicomElement element when !file.TransferSyntax.IsEncapsulated => Native(element, pixels, frameIndex),
            _ => throw DicomException.Corrupt($"The pixels are not stored as transfer syntax {file.TransferSyntax.Uid} asks", DicomTags.PixelData),
        };
    }

    internal static long BitsPerFrame(DicomPixelData pixels) =>
        pixels.PixelsPerFrame * pixels.BitsAllocated * (pixels.PhotometricInterpretation == "YBR_FULL_422" ? 2 : pixels.SamplesPerPixel);

    private static ReadOnlyMemory<byte> Native(DicomElement element, DicomPixelData pixels, int frameIndex)
    {
        var all = element.Value;
        var bits = BitsPerFrame(pixels);
        // Neither bytes in bits nor frames in bits overflow: a value has less than 2^32 bytes, a frame less than 2^40 bits, and both are compared first.
        if (all.Length * 8L / bits <= frameIndex)
            throw DicomException.Corrupt($"The pixel data is truncated: {all.Length} bytes do not hold frame {frameIndex + 1} of {(bits + 7) / 8} bytes", DicomTags.PixelData);
        // Decompressed, and the name of the compressed colours left behind: read as halved ones, a grey ramp would be red and green.
        if (pixels.PhotometricInterpretation == "YBR_FULL_422" && all.Length / (pixels.PixelsPerFrame * 3) >= pixels.NumberOfFrames)
            throw DicomException.Corrupt("The header says that every second colour is left out (YBR_FULL_422), the pixel data holds all", DicomTags.PhotometricInterpretation);
        UncountedFrames.Refuse(element, bits, pixels.NumberOfFrames);
        var need = (bits * (frameIndex + 1L) + 7) / 8;
        var first = bits * frameIndex / 8;
        return all.Read(first, need - first);
    }

    private static ReadOnlyMemory<byte> Compressed(DicomFile file, DicomFragmentSequence sequence, DicomPixelData pixels, int frameIndex)
    {
        var (from, to) = FragmentMap.Of(file.Dataset, sequence, pixels.NumberOfFrames).FragmentsOf(frameIndex);
        // PS3.5 section A.4.13: a frame is one fragment. Nothing else would tell the stream of a second frame from the rest of the first.
        if (file.TransferSyntax == DicomTransferSyntax.DeflatedImageFrame && sequence.Fragments.Skip(from).Take(to - from).Count(f => !f.IsEmpty) > 1)
            throw DicomException.Corrupt("A deflated frame is in several fragments, or there are more frames than the header says", DicomTags.PixelData);
        var frame = Join(sequence.Fragments, from, to);
        // PS3.3 C.7.6.3.1.9: the length of the codestream itself, without padding. Of one frame no table is asked.
        if (pixels.NumberOfFrames == 1 || file.Dataset.GetValues<ulong>(DicomTags.ExtendedOffsetTableLengths) is not { Count: > 0 } lengths)
            return frame;
        return lengths.Count == pixels.NumberOfFrames && lengths[frameIndex] <= (ulong)frame.Length
            ? frame[..(int)lengths[frameIndex]]
            : throw DicomException.Corrupt("The extended offset table names other lengths than the fragments have", DicomTags.ExtendedOffsetTableLengths);
    }

    private static ReadOnlyMemory<byte> Join(IReadOnlyList<ByteRange> fragments, int from, int to)
    {
        if (to - from == 1)
            return fragments[from].ReadAll();
        var length = fragments.Skip(from).Take(to - from).Sum(f => f.Length);
        if (length > Array.MaxLength)
            throw new DicomException(RefusalCodes.TooLarge, $"A compressed frame of {length} bytes is too large to be read", DicomTags.PixelData);
        var joined = new byte[length];
        var position = 0;
        for (var i = from; i < to; i++)
        {
            var fragment = fragments[i].ReadAll();
            fragment.CopyTo(joined.AsMemory(position));
            position += fragment.Length;
        }
        return joined;
    }
}
