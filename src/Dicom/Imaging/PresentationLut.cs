namespace OxiPortal.Dicom.Imaging;

/// <summary>From the output of the window to P-values: Presentation LUT Sequence (2050,0010). PS3.3 C.11.4, C.11.6.</summary>
internal sealed class PresentationLut
{
    private readonly LookupTable _table;

    private PresentationLut(LookupTable table) => _table = table;

    /// <summary>Null where the data set has no table. Its first value mapped is 0 by C.11.4.1: the table spans all that the window gives.</summary>
    /// <exception cref="DicomException">The table is damaged, or begins elsewhere.</exception>
    public static PresentationLut? Read(DicomDataset dataset)
    {
        if (dataset.GetSequence(DicomTags.PresentationLUTSequence) is not [var item, ..] || !item.Contains(DicomTags.LUTDescriptor))
            return null;
        var table = LookupTable.Read(item, DicomTags.LUTDescriptor, DicomTags.LUTData, isSigned: false);
        return table.FirstMapped == 0
            ? new PresentationLut(table)
            : throw DicomException.Corrupt("The Presentation LUT does not begin at 0", DicomTags.LUTDescriptor);
    }

    /// <param name="brightness">0 to 1: what the window gave.</param>
    /// <returns>0 (black) to 1 (white).</returns>
    public double Apply(double brightness) => _table[brightness * (_table.Count - 1)] / (double)_table.Most;
}
