using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>Small synthetic films; each number gives a patient and UIDs of its own.</summary>
internal static class Films
{
    public static DicomFile Small(int number, string view = "PA") => SyntheticRadiograph
        .Draw(new SyntheticFilmOptions { Seed = number, Rows = 160, Columns = 144, PixelSpacingMm = 2.2 })
        .ToDicom(SyntheticStudy.Demo(number), view);

    public static string Study(this DicomFile file) => file.Dataset.GetString(DicomTags.StudyInstanceUID)!;

    public static string Series(this DicomFile file) => file.Dataset.GetString(DicomTags.SeriesInstanceUID)!;

    public static string Instance(this DicomFile file) => file.Dataset.GetString(DicomTags.SOPInstanceUID)!;
}
