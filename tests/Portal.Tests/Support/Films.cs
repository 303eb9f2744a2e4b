using System.Collections.Concurrent;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>Small synthetic films; each number gives a patient and UIDs of its own. Drawn once, read anew each time, so that tests may change theirs.</summary>
internal static class Films
{
    private static readonly ConcurrentDictionary<(int Number, string View), Lazy<byte[]>> Drawn = new();

    public static DicomFile Small(int number, string view = "PA") => DicomFile.Read(Drawn.GetOrAdd((number, view), film => new(() => SyntheticRadiograph
        .Draw(new SyntheticFilmOptions { Seed = film.Number, Rows = 160, Columns = 144, PixelSpacingMm = 2.2 })
        .ToDicom(SyntheticStudy.Demo(film.Number), film.View).ToBytes().ToArray())).Value);

    public static string Study(this DicomFile file) => file.Dataset.GetString(DicomTags.StudyInstanceUID)!;

    public static string Series(this DicomFile file) => file.Dataset.GetString(DicomTags.SeriesInstanceUID)!;

    public static string Instance(this DicomFile file) => file.Dataset.GetString(DicomTags.SOPInstanceUID)!;
}
