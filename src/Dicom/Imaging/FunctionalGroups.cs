namespace OxiPortal.Dicom.Imaging;

/// <summary>Where a multi-frame object of the enhanced kind says what holds for a frame: PS3.3 C.7.6.16.</summary>
internal static class FunctionalGroups
{
    /// <summary>
    /// The data set to ask for the attributes of a macro: the frame's own item of it, else the one shared by all frames, else (images without
    /// functional groups) the data set itself.
    /// </summary>
    /// <param name="frameIndex">From 0.</param>
    public static DicomDataset Macro(DicomDataset dataset, DicomTag macro, int frameIndex)
    {
        var frames = dataset.GetSequence(DicomTags.PerFrameFunctionalGroupsSequence);
        if (frameIndex < frames.Count && frames[frameIndex].GetSequence(macro) is [var own, ..])
            return own;
        return dataset.GetSequence(DicomTags.SharedFunctionalGroupsSequence) is [var shared, ..] && shared.GetSequence(macro) is [var common, ..] ? common : dataset;
    }
}
