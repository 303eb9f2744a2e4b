using OxiPortal.Dicom;

namespace OxiPortal.Portal.Api.Wado;

/// <summary>Makes a header say what <see cref="FrameAnswer"/> sends.</summary>
public static class ServedHeader
{
    // (0008,3002), which PS3.18 section 10.4.3.3.2 adds to metadata: the syntax in which frames can be had.
    private static readonly DicomTag AvailableTransferSyntaxUid = new(0x0008, 0x3002);

    /// <summary>Changes the data set in place; it must not be anybody else's.</summary>
    public static DicomDataset Adapt(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        dataset.AddOrUpdate(AvailableTransferSyntaxUid, DicomTransferSyntax.ExplicitVRLittleEndian.Uid);
        if (dataset.GetString(DicomTags.PhotometricInterpretation) is { } kind && !kind.StartsWith("MONOCHROME", StringComparison.Ordinal))
            return DescribeRgb(dataset);
        if (dataset.GetSingleValueOrDefault<ushort>(DicomTags.BitsAllocated, 16) == 1)
            dataset.AddOrUpdate(DicomTags.BitsAllocated, (ushort)8);
        // Decoded values stand at the bottom of their cells, wherever the file had them.
        if (dataset.TryGetSingleValue<ushort>(DicomTags.BitsStored, out var stored) && stored > 0)
            dataset.AddOrUpdate(DicomTags.HighBit, (ushort)(stored - 1));
        return WithoutFalseSpacing(dataset);
    }

    // Colours are sent as RGB of 8 bits, interleaved: whatever they were stored as, and without the palette.
    private static DicomDataset DescribeRgb(DicomDataset dataset)
    {
        foreach (var item in dataset.Where(i => IsPalette(i.Tag)).ToList())
            dataset.Remove(item.Tag);
        dataset.AddOrUpdate(DicomTags.PhotometricInterpretation, "RGB")
            .AddOrUpdate(DicomTags.SamplesPerPixel, (ushort)3)
            .AddOrUpdate(DicomTags.PlanarConfiguration, (ushort)0)
            .AddOrUpdate(DicomTags.BitsAllocated, (ushort)8)
            .AddOrUpdate(DicomTags.BitsStored, (ushort)8)
            .AddOrUpdate(DicomTags.HighBit, (ushort)7)
            .AddOrUpdate(DicomTags.PixelRepresentation, (ushort)0);
        return WithoutFalseSpacing(dataset);
    }

    // (0028,1101) to (0028,1224): descriptors, UID, tables and segmented tables of palettes.
    private static bool IsPalette(DicomTag tag) => tag is { Group: 0x0028, Element: >= 0x1101 and <= 0x1224 };

    private static DicomDataset WithoutFalseSpacing(DicomDataset dataset)
    {
        foreach (var spacing in (ReadOnlySpan<DicomTag>)[DicomTags.PixelSpacing, DicomTags.ImagerPixelSpacing, DicomTags.NominalScannedPixelSpacing])
            RemoveUnlessPositive(dataset, spacing);
        return dataset;
    }

    // Files with 0.000\0.000 occur; viewers draw black by it. Not positive means absent.
    private static void RemoveUnlessPositive(DicomDataset dataset, DicomTag spacing)
    {
        if (dataset.Contains(spacing) && dataset.GetValues<double>(spacing) is not [> 0 and < double.PositiveInfinity, > 0 and < double.PositiveInfinity])
            dataset.Remove(spacing);
    }
}
