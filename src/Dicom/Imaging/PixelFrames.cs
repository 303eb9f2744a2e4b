using System.Buffers.Binary;

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
            DicomFragmentSequence fragments when file.TransferSyntax.IsEncapsulated => Compressed(file.Dataset, fragments, pixels, frameIndex),
            DicomElement element when !file.TransferSyntax.IsEncapsulated => Native(element.Bytes, pixels, frameIndex),
            _ => throw DicomException.Corrupt($"The pixels are not stored as transfer syntax {file.TransferSyntax.Uid} asks", DicomTags.PixelData),
        };
    }

    internal static long BitsPerFrame(DicomPixelData pixels) =>
        pixels.PixelsPerFrame * pixels.BitsAllocated * (pixels.PhotometricInterpretation == "YBR_FULL_422" ? 2 : pixels.SamplesPerPixel);

    private static ReadOnlyMemory<byte> Native(ReadOnlyMemory<byte> all, DicomPixelData pixels, int frameIndex)
    {
        var bits = BitsPerFrame(pixels);
        if (all.Length * 8L / bits <= frameIndex)
            throw DicomException.Corrupt($"The pixel data is truncated: {all.Length} bytes do not hold frame {frameIndex + 1} of {(bits + 7) / 8} bytes", DicomTags.PixelData);
        var need = (bits * (frameIndex + 1L) + 7) / 8;
        var first = bits * frameIndex / 8;
        return all.Slice((int)first, (int)(need - first));
    }

    private static ReadOnlyMemory<byte> Compressed(DicomDataset dataset, DicomFragmentSequence sequence, DicomPixelData pixels, int frameIndex)
    {
        var fragments = sequence.Fragments;
        if (fragments.Count == 0)
            throw DicomException.Corrupt("The compressed pixel data is empty", DicomTags.PixelData);
        if (pixels.NumberOfFrames == 1)
            return Join(fragments, 0, fragments.Count);
        if (fragments.Count == pixels.NumberOfFrames)
            return fragments[frameIndex];
        var starts = ByOffsets(Offsets(dataset, sequence), fragments, pixels.NumberOfFrames) ?? ByCodestream(fragments);
        if (starts.Count != pixels.NumberOfFrames)
            throw DicomException.Corrupt($"{fragments.Count} fragments cannot be told apart into {pixels.NumberOfFrames} frames", DicomTags.PixelData);
        return Join(fragments, starts[frameIndex], frameIndex + 1 < starts.Count ? starts[frameIndex + 1] : fragments.Count);
    }

    private static List<ulong> Offsets(DicomDataset dataset, DicomFragmentSequence sequence)
    {
        var offsets = new List<ulong>();
        var table = sequence.OffsetTable.Span;
        for (var i = 0; i + 4 <= table.Length; i += 4)
            offsets.Add(BinaryPrimitives.ReadUInt32LittleEndian(table[i..]));
        // PS3.3 C.7.6.3.1.8: the extended table stands in where 32 bits do not do.
        if (offsets.Count == 0)
            offsets.AddRange(dataset.GetValues<ulong>(DicomTags.ExtendedOffsetTable));
        return offsets;
    }

    // Offsets count from the first byte of the first fragment's item tag.
    private static List<int>? ByOffsets(List<ulong> offsets, IReadOnlyList<ReadOnlyMemory<byte>> fragments, int frames)
    {
        if (offsets.Count != frames)
            return null;
        var places = new Dictionary<ulong, int>();
        ulong position = 0;
        for (var i = 0; i < fragments.Count; i++)
        {
            places[position] = i;
            position += 8 + (ulong)fragments[i].Length;
        }
        var starts = new List<int>(frames);
        foreach (var offset in offsets)
        {
            if (!places.TryGetValue(offset, out var fragment) || (starts.Count == 0 ? fragment != 0 : fragment <= starts[^1]))
                throw DicomException.Corrupt("The offset table does not point at fragments in order", DicomTags.PixelData);
            starts.Add(fragment);
        }
        return starts;
    }

    // Without a table a frame begins where a codestream does: SOI of JPEG and JPEG-LS, SOC of JPEG 2000.
    private static List<int> ByCodestream(IReadOnlyList<ReadOnlyMemory<byte>> fragments)
    {
        var starts = new List<int>();
        for (var i = 0; i < fragments.Count; i++)
        {
            if (fragments[i].Span is [0xFF, 0xD8, 0xFF, ..] or [0xFF, 0x4F, 0xFF, ..])
                starts.Add(i);
        }
        return starts;
    }

    private static ReadOnlyMemory<byte> Join(IReadOnlyList<ReadOnlyMemory<byte>> fragments, int from, int to)
    {
        if (to - from == 1)
            return fragments[from];
        var joined = new byte[fragments.Skip(from).Take(to - from).Sum(f => (long)f.Length)];
        var position = 0;
        for (var i = from; i < to; i++)
        {
            fragments[i].CopyTo(joined.AsMemory(position));
            position += fragments[i].Length;
        }
        return joined;
    }
}
