namespace OxiPortal.Dicom;

/// <summary>One attribute of a data set.</summary>
public abstract class DicomItem(DicomTag tag, DicomVR vr)
{
    public DicomTag Tag { get; } = tag;
    public DicomVR VR { get; } = vr;
}

/// <summary>An attribute with a value of plain bytes.</summary>
public sealed class DicomElement : DicomItem
{
    /// <param name="tag">Its number.</param>
    /// <param name="vr">Its value representation.</param>
    /// <param name="bytes">Little endian, whatever the file was; with the padding it came with.</param>
    public DicomElement(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> bytes)
        : this(tag, vr, new ByteRange(bytes))
    {
    }

    internal DicomElement(DicomTag tag, DicomVR vr, ByteRange value)
        : base(tag, vr) => Value = value;

    /// <summary>Where the value lies: a large one of a file on the disk is not in memory.</summary>
    public ByteRange Value { get; }

    /// <summary>Length of the value in bytes. PS3.5 section 7.1.1.</summary>
    public long Length => Value.Length;

    /// <summary>The whole value. Costs nothing where it is in memory; a large one of a file on the disk is read each time.</summary>
    /// <exception cref="DicomException">It is too large to be read at once, or the file has become shorter.</exception>
    public ReadOnlyMemory<byte> Bytes => Value.ReadAll();
}

/// <summary>A sequence: data sets within a data set. PS3.5 section 7.5.</summary>
public sealed class DicomSequence(DicomTag tag, params IReadOnlyList<DicomDataset> items) : DicomItem(tag, DicomVR.SQ)
{
    public IReadOnlyList<DicomDataset> Items { get; } = items;
}

/// <summary>Compressed pixels: a basic offset table (may be empty) and fragments. PS3.5 section A.4.</summary>
public sealed class DicomFragmentSequence : DicomItem
{
    public DicomFragmentSequence(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> offsetTable, IReadOnlyList<ReadOnlyMemory<byte>> fragments)
        : base(tag, vr)
    {
        ArgumentNullException.ThrowIfNull(fragments);
        OffsetTable = offsetTable;
        Fragments = [.. fragments.Select(f => new ByteRange(f))];
    }

    internal DicomFragmentSequence(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> offsetTable, List<ByteRange> fragments)
        : base(tag, vr) => (OffsetTable, Fragments) = (offsetTable, fragments);

    public ReadOnlyMemory<byte> OffsetTable { get; }
    public IReadOnlyList<ByteRange> Fragments { get; }
}
