namespace OxiPortal.Dicom.Imaging;

/// <summary>From stored values to the modality's: a table or a straight line. PS3.3 C.11.1.</summary>
internal sealed class ModalityLut
{
    private readonly LookupTable? _table;
    private readonly double _slope;
    private readonly double _intercept;

    private ModalityLut(LookupTable? table, double slope, double intercept, DicomPixelData pixels)
    {
        (_table, _slope, _intercept) = (table, slope, intercept);
        if (table is not null)
        {
            (Least, Most) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var entry in table.Entries)
                (Least, Most) = (Math.Min(Least, entry), Math.Max(Most, entry));
            return;
        }
        var (a, b) = (Apply(pixels.MinStored), Apply(pixels.MaxStored));
        (Least, Most) = (Math.Min(a, b), Math.Max(a, b));
    }

    /// <summary>The smallest value that can come out.</summary>
    public float Least { get; }

    /// <summary>The largest value that can come out.</summary>
    public float Most { get; }

    /// <param name="dataset">The data set, or the item of Pixel Value Transformation (C.7.6.16.2.9) of the frame.</param>
    /// <exception cref="DicomException">The table is damaged.</exception>
    public static ModalityLut Read(DicomDataset dataset, DicomPixelData pixels)
    {
        // PS3.3 C.11.1.1: where there is a table, there is no slope.
        if (dataset.GetSequence(DicomTags.ModalityLUTSequence) is [var item, ..])
            return new ModalityLut(LookupTable.Read(item, DicomTags.LUTDescriptor, DicomTags.LUTData, pixels.IsSigned), 1, 0, pixels);
        var slope = dataset.GetSingleValueOrDefault(DicomTags.RescaleSlope, 1.0);
        var intercept = dataset.GetSingleValueOrDefault(DicomTags.RescaleIntercept, 0.0);
        // A slope of 0, none at all or beyond all numbers would erase the film: such headers mean "no rescale".
        var line = new ModalityLut(null, slope, intercept, pixels);
        return slope != 0 && float.IsFinite(line.Least) && float.IsFinite(line.Most) ? line : new ModalityLut(null, 1, 0, pixels);
    }

    public float Apply(long stored) => _table is not null ? _table[stored] : (float)(stored * _slope + _intercept);
}
