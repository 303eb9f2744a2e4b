using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Cli.Benchmarking;

/// <summary>As many small synthetic films as asked for, each a study of its own.</summary>
internal static class TinyFilms
{
    private const int Side = 64;

    public static IEnumerable<byte[]> Draw(int films)
    {
        var drawn = SyntheticRadiograph.Draw(new SyntheticFilmOptions { Seed = 1, Rows = Side, Columns = Side, PixelSpacingMm = 5 })
            .ToDicom(SyntheticStudy.Demo(1)).ToBytes();
        for (var number = 1; number <= films; number++)
        {
            var film = DicomFile.Read(drawn);
            foreach (var tag in new[] { DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID, DicomTags.SOPInstanceUID })
                film.Dataset.AddOrUpdate(tag, $"{film.Dataset.GetString(tag)![..40].TrimEnd('.')}.{number}");
            film.Dataset.AddOrUpdate(DicomTags.PatientID, $"BENCH-{number}");
            yield return new DicomFile(film.Dataset).ToBytes().ToArray();
        }
    }
}
