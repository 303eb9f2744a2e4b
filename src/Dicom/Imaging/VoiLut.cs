namespace OxiPortal.Dicom.Imaging;

/// <summary>A table from the modality's values to greys: an item of VOI LUT Sequence (0028,3010). PS3.3 C.11.2.1.1.</summary>
public sealed class VoiLut
{
    private readonly LookupTable _table;

    private VoiLut(LookupTable table, string? explanation) => (_table, Explanation) = (table, explanation);

    /// <summary>What it is good for, in the words of the maker; null where not said.</summary>
    public string? Explanation { get; }

    /// <summary>How bright the value is, 0 (black) to 1 (white) for an image that is not inverted.</summary>
    public double Apply(double value) => _table[value] / (double)_table.Most;

    /// <summary>The tables of an image or frame, in their order.</summary>
    /// <param name="inputIsSigned">The Modality LUT may give values below zero: then the first value mapped is signed.</param>
    /// <exception cref="DicomException">A table is damaged.</exception>
    public static IReadOnlyList<VoiLut> Read(DicomDataset dataset, bool inputIsSigned)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return [.. dataset.GetSequence(DicomTags.VOILUTSequence).Select(item => new VoiLut(
            LookupTable.Read(item, DicomTags.LUTDescriptor, DicomTags.LUTData, inputIsSigned), item.GetString(DicomTags.LUTExplanation)))];
    }
}
