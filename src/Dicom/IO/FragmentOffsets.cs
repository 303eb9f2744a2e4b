using System.Buffers.Binary;

namespace OxiPortal.Dicom.IO;

/// <summary>Offset tables of compressed pixels when written: padding of odd fragments moves what lies behind. PS3.5 section A.4, PS3.3 C.7.6.3.1.8.</summary>
internal static class FragmentOffsets
{
    /// <summary>The attributes, their tables adapted where a fragment will be padded. An entry that points at no fragment stays as it is.</summary>
    public static IEnumerable<DicomItem> Renewed(DicomDataset dataset)
    {
        if (dataset.Find(DicomTags.PixelData) is not DicomFragmentSequence pixels || pixels.Fragments.SkipLast(1).All(f => f.Length % 2 == 0))
            return dataset;
        var moved = new Dictionary<ulong, ulong>();
        var (before, after) = (0UL, 0UL);
        foreach (var fragment in pixels.Fragments)
        {
            moved[before] = after;
            before += 8 + (ulong)fragment.Length;
            after += 8 + (ulong)(fragment.Length + fragment.Length % 2);
        }
        return dataset.Select(item => item switch
        {
            DicomFragmentSequence => new DicomFragmentSequence(item.Tag, item.VR, Moved(pixels.OffsetTable, 4, moved), [.. pixels.Fragments]),
            DicomElement element when item.Tag == DicomTags.ExtendedOffsetTable => new DicomElement(item.Tag, item.VR, Moved(element.Bytes, 8, moved)),
            _ => item,
        });
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
