using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>What intake needs of a data set.</summary>
internal sealed record DicomHeader(StudyInstanceUid Study, SeriesInstanceUid Series, SopInstanceUid Instance, string ContentHash, DicomFile File, DicomPixelData Pixels)
{
    /// <exception cref="DicomException">The file says not which instance it is, or holds no picture.</exception>
    public static DicomHeader Read(DicomFile file)
    {
        var dataset = file.Dataset;
        if (!SopInstanceUid.TryParse(dataset.GetString(DicomTags.SOPInstanceUID), out var instance))
            throw NoUid("SOP Instance UID", DicomTags.SOPInstanceUID);
        if (!StudyInstanceUid.TryParse(dataset.GetString(DicomTags.StudyInstanceUID), out var study))
            throw NoUid("Study Instance UID", DicomTags.StudyInstanceUID);
        if (!SeriesInstanceUid.TryParse(dataset.GetString(DicomTags.SeriesInstanceUID), out var series))
            throw NoUid("Series Instance UID", DicomTags.SeriesInstanceUID);
        var pixels = DicomPixelData.Create(dataset);
        return new DicomHeader(study, series, instance, Dicom.ContentHash.Compute(dataset), file, pixels);
    }

    private static DicomException NoUid(string name, DicomTag tag) =>
        new(RefusalCodes.Corrupt, $"This file cannot be kept: it has no valid {name}", tag);
}
