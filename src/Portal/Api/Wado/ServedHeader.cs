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
        // Decoded colour is interleaved and no longer subsampled.
        if (dataset.Contains(DicomTags.PlanarConfiguration))
            dataset.AddOrUpdate(DicomTags.PlanarConfiguration, (ushort)0);
        if (dataset.GetString(DicomTags.PhotometricInterpretation) is "YBR_FULL_422" or "YBR_PARTIAL_422" or "YBR_PARTIAL_420")
            dataset.AddOrUpdate(DicomTags.PhotometricInterpretation, "YBR_FULL");
        if (dataset.GetSingleValueOrDefault<ushort>(DicomTags.BitsAllocated, 16) == 1)
            dataset.AddOrUpdate(DicomTags.BitsAllocated, (ushort)8);
        // Decoded values stand at the bottom of their cells, wherever the file had them.
        if (dataset.TryGetSingleValue<ushort>(DicomTags.BitsStored, out var stored) && stored > 0)
            dataset.AddOrUpdate(DicomTags.HighBit, (ushort)(stored - 1));
        RemoveUnlessPositive(dataset, DicomTags.PixelSpacing);
        RemoveUnlessPositive(dataset, DicomTags.ImagerPixelSpacing);
        return dataset;
    }

    // Files with 0.000\0.000 occur; viewers draw black by it. Not positive means absent.
    private static void RemoveUnlessPositive(DicomDataset dataset, DicomTag spacing)
    {
        if (dataset.Contains(spacing) && dataset.GetValues<double>(spacing) is not [> 0 and < double.PositiveInfinity, > 0 and < double.PositiveInfinity])
            dataset.Remove(spacing);
    }
}
