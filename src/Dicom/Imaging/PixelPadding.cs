namespace OxiPortal.Dicom.Imaging;

/// <summary>Stored values that are no part of the picture: Pixel Padding Value to Range Limit, both included. PS3.3 C.7.5.1.1.2.</summary>
/// <param name="Lowest">The smallest.</param>
/// <param name="Highest">The largest.</param>
public readonly record struct PixelPadding(long Lowest, long Highest)
{
    /// <summary>Null where the data set names none.</summary>
    public static PixelPadding? Read(DicomDataset dataset, DicomPixelData pixels)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(pixels);
        if (Value(dataset, pixels, DicomTags.PixelPaddingValue) is not { } first)
            return null;
        var last = Value(dataset, pixels, DicomTags.PixelPaddingRangeLimit) ?? first;
        return new PixelPadding(Math.Min(first, last), Math.Max(first, last));
    }

    public bool Contains(long stored) => stored >= Lowest && stored <= Highest;

    // Writers mix up US and SS here: what counts are the 16 bits and the pixels' own sign.
    private static long? Value(DicomDataset dataset, DicomPixelData pixels, DicomTag tag)
    {
        if (!dataset.TryGetSingleValue<long>(tag, out var value))
            return null;
        return dataset.Find(tag) is { VR: DicomVR.US or DicomVR.SS } ? pixels.IsSigned ? (short)(ushort)value : (ushort)value : value;
    }
}
