using System.Buffers.Binary;

namespace OxiPortal.Dicom.Imaging;

/// <summary>From stored values to the modality's: a table or a straight line. PS3.3 C.11.1.</summary>
internal sealed class ModalityLut
{
    private readonly ushort[] _table;
    private readonly long _firstMapped;
    private readonly double _slope;
    private readonly double _intercept;

    private ModalityLut(ushort[] table, long firstMapped, double slope, double intercept, DicomPixelData pixels)
    {
        (_table, _firstMapped, _slope, _intercept) = (table, firstMapped, slope, intercept);
        var (a, b) = (Apply(pixels.MinStored), Apply(pixels.MaxStored));
        (Least, Most) = table.Length > 0 ? (table.Min(), table.Max()) : (Math.Min(a, b), Math.Max(a, b));
    }

    /// <summary>The smallest value that can come out.</summary>
    public float Least { get; }

    /// <summary>The largest value that can come out.</summary>
    public float Most { get; }

    public static ModalityLut Read(DicomDataset dataset, DicomPixelData pixels)
    {
        if (dataset.GetSequence(DicomTags.ModalityLUTSequence) is [var item, ..])
            return ReadTable(item, pixels);
        var slope = dataset.GetSingleValueOrDefault(DicomTags.RescaleSlope, 1.0);
        var intercept = dataset.GetSingleValueOrDefault(DicomTags.RescaleIntercept, 0.0);
        // A slope of 0 or none at all would erase the film: such headers mean "no rescale".
        return slope == 0 || !double.IsFinite(slope) || !double.IsFinite(intercept)
            ? new ModalityLut([], 0, 1, 0, pixels)
            : new ModalityLut([], 0, slope, intercept, pixels);
    }

    public float Apply(long stored) => _table.Length > 0
        ? _table[Math.Clamp(stored - _firstMapped, 0, _table.Length - 1)]
        : (float)(stored * _slope + _intercept);

    // PS3.3 C.11.1.1: descriptor = entries (0 means 65536), first stored value mapped, bits of an entry.
    private static ModalityLut ReadTable(DicomDataset item, DicomPixelData pixels)
    {
        if (item.GetValues<long>(DicomTags.LUTDescriptor) is not [var entries, var first, var bits] || item.Find(DicomTags.LUTData) is not DicomElement data)
            throw DicomException.Corrupt("The Modality LUT has no descriptor of three numbers or no data", DicomTags.LUTDescriptor);
        entries = (ushort)entries == 0 ? 65536 : (ushort)entries;
        first = pixels.IsSigned ? (short)(ushort)first : (ushort)first;
        var bytes = data.Bytes.Span;
        // Entries of 8 bits are stored one a byte by some writers, one a word by others: the length tells.
        var wide = bytes.Length >= entries * 2;
        if (!wide && (bits > 8 || bytes.Length < entries))
            throw DicomException.Corrupt($"The Modality LUT is truncated: {entries} entries do not fit {bytes.Length} bytes", DicomTags.LUTData);
        var table = new ushort[entries];
        for (var i = 0; i < table.Length; i++)
            table[i] = wide ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]) : bytes[i];
        return new ModalityLut(table, first, 1, 0, pixels);
    }
}
