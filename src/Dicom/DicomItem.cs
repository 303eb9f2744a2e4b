namespace OxiPortal.Dicom;

/// <summary>One attribute of a data set.</summary>
public abstract class DicomItem(DicomTag tag, DicomVR vr)
{
    public DicomTag Tag { get; } = tag;
    public DicomVR VR { get; } = vr;
}

/// <summary>An attribute with a value of plain bytes.</summary>
/// <param name="bytes">Little endian, whatever the file was; with the padding it came with.</param>
public sealed class DicomElement(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> bytes) : DicomItem(tag, vr)
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;
}

/// <summary>A sequence: data sets within a data set. PS3.5 section 7.5.</summary>
public sealed class DicomSequence(DicomTag tag, params IReadOnlyList<DicomDataset> items) : DicomItem(tag, DicomVR.SQ)
{
    public IReadOnlyList<DicomDataset> Items { get; } = items;
}

/// <summary>Compressed pixels: a basic offset table (may be empty) and fragments. PS3.5 section A.4.</summary>
public sealed class DicomFragmentSequence(
    DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> offsetTable, IReadOnlyList<ReadOnlyMemory<byte>> fragments) : DicomItem(tag, vr)
{
    public ReadOnlyMemory<byte> OffsetTable { get; } = offsetTable;
    public IReadOnlyList<ReadOnlyMemory<byte>> Fragments { get; } = fragments;
}
