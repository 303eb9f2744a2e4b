using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.IO;

/// <summary>Offset tables of compressed pixels when written: padding of odd fragments moves what lies behind. PS3.5 section A.4, PS3.3 C.7.6.3.1.8.</summary>
internal static class FragmentOffsets
{
    /// <summary>The attributes, their tables adapted where a fragment will be padded. An entry that points at no fragment stays as it is.</summary>
    public static IEnumerable<DicomItem> Renewed(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        if (dataset.Find(DicomTags.PixelData) is not DicomFragmentSequence pixels || pixels.Fragments.SkipLast(1).All(f => f.Length % 2 == 0))
            return dataset;
        var fragments = Joined(pixels, syntax == DicomTransferSyntax.DeflatedImageFrame ? null : FrameStarts(dataset, pixels));
        var moved = new Dictionary<ulong, ulong>();
        var after = 0UL;
        foreach (var (before, fragment) in fragments)
        {
            moved[before] = after;
            after += 8 + (ulong)(fragment.Length + fragment.Length % 2);
        }
        return dataset.Select(item => item switch
        {
            DicomFragmentSequence => new DicomFragmentSequence(item.Tag, item.VR, Moved(pixels.OffsetTable, 4, moved), [.. fragments.Select(f => f.Fragment)]),
            DicomElement element when item.Tag == DicomTags.ExtendedOffsetTable => new DicomElement(item.Tag, item.VR, Moved(element.Bytes, 8, moved)),
            _ => item,
        });
    }

    // Padding within a frame would shift all of it that follows: there a fragment of odd length and the next become one. A deflated frame is one fragment,
    // and is not read from several: joined, it would be another film than it was.
    private static List<(ulong Before, ByteRange Fragment)> Joined(DicomFragmentSequence pixels, HashSet<int>? frameStarts)
    {
        var joined = new List<(ulong Before, ByteRange Fragment)>();
        var pieces = new List<ByteRange>();
        var (before, first, length) = (0UL, 0UL, 0L);
        for (var i = 0; i < pixels.Fragments.Count; i++)
        {
            var fragment = pixels.Fragments[i];
            if (i > 0 && (frameStarts?.Contains(i) != false || length % 2 == 0))
            {
                joined.Add((first, Join(pieces)));
                pieces.Clear();
                (first, length) = (before, 0);
            }
            pieces.Add(fragment);
            length += fragment.Length;
            before += 8 + (ulong)fragment.Length;
        }
        if (pieces.Count > 0)
            joined.Add((first, Join(pieces)));
        return joined;
    }

    private static ByteRange Join(List<ByteRange> pieces)
    {
        if (pieces.Count == 1)
            return pieces[0];
        var joined = new byte[pieces.Sum(p => p.Length)];
        var position = 0;
        foreach (var piece in pieces)
        {
            piece.ReadAll().CopyTo(joined.AsMemory(position));
            position += (int)piece.Length;
        }
        return new ByteRange(joined);
    }

    // Null where no frame can be found: then none is shifted.
    private static HashSet<int>? FrameStarts(DicomDataset dataset, DicomFragmentSequence pixels)
    {
        var frames = Math.Max(dataset.GetSingleValueOrDefault(DicomTags.NumberOfFrames, 1), 1);
        try
        {
            var map = FragmentMap.Of(dataset, pixels, frames);
            return [.. Enumerable.Range(0, frames).Select(frame => map.FragmentsOf(frame).From)];
        }
        catch (DicomException)
        {
            return null;
        }
    }

    private static byte[] Moved(ReadOnlyMemory<byte> table, int entryBytes, Dictionary<ulong, ulong> moved)
    {
        var renewed = table.ToArray();
        for (var at = 0; at + entryBytes <= renewed.Length; at += entryBytes)
        {
            var entry = renewed.AsSpan(at, entryBytes);
            var offset = entryBytes == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(entry) : BinaryPrimitives.ReadUInt32LittleEndian(entry);
            if (!moved.TryGetValue(offset, out var to))
                continue;
            if (entryBytes == 8)
                BinaryPrimitives.WriteUInt64LittleEndian(entry, to);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)to);
        }
        return renewed;
    }
}
