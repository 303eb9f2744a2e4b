using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.Portal.Demo;

/// <summary>One synthetic study of the demo.</summary>
/// <param name="Study">Whose and when.</param>
/// <param name="Film">How its frontal film is drawn.</param>
/// <param name="WithLateral">A second film, tagged as lateral: shown, not analysed.</param>
internal sealed record DemoFilm(SyntheticStudy Study, SyntheticFilmOptions Film, bool WithLateral = false)
{
    public int Films => WithLateral ? 2 : 1;

    public IEnumerable<(string FileName, DicomFile File)> Draw()
    {
        var name = $"{Study.PatientId}-{Study.Taken:yyyyMMdd}";
        yield return ($"{name}-pa.dcm", SyntheticRadiograph.Draw(Film).ToDicom(Study));
        if (WithLateral)
            yield return ($"{name}-ll.dcm", SyntheticRadiograph.Draw(Film with { Seed = Film.Seed + 1000, Lesions = [] }).ToDicom(Study, "LL", 2));
    }
}

/// <summary>What the demo's worklist holds: easy and hard nodules and opacities, clear films, one lateral, one patient with a prior.</summary>
internal static class DemoFilms
{
    public static IReadOnlyList<DemoFilm> All { get; } =
    [
        Of(1, Nodule(24, 0.40, right: true, 0.55, 0.45)),
        Prior(1, new DateTime(2025, 1, 14, 9, 10, 0, DateTimeKind.Unspecified)),
        Of(2, Nodule(14, 0.24, right: false, 0.50, 0.35)),
        Of(3) with { WithLateral = true },
        Of(4, Opacity(55, 0.45, right: false, 0.50, 0.70)),
        Of(5, Nodule(9, 0.10, right: true, 0.65, 0.25)),
        Of(6),
        Of(7, Opacity(40, 0.25, right: true, 0.45, 0.60), Opacity(38, 0.25, right: false, 0.50, 0.55)),
        Of(8, Nodule(18, 0.30, right: true, 0.30, 0.65), Nodule(12, 0.22, right: false, 0.60, 0.50)),
        Of(9),
        Of(10, Nodule(28, 0.35, right: false, 0.45, 0.55)),
        Of(11, Opacity(70, 0.50, right: true, 0.50, 0.30)),
        Of(12),
    ];

    private static DemoFilm Of(int number, params SyntheticLesion[] lesions) => new(
        SyntheticStudy.Demo(number), SyntheticFilmOptions.Varied(number) with { Monochrome1 = number % 5 == 0, Lesions = lesions });

    /// <summary>The same patient, a year before, without what is there now.</summary>
    private static DemoFilm Prior(int number, DateTime taken) => new(
        SyntheticStudy.Demo(number) with { Taken = taken, UidSeed = $"DEMO-{number:D3}/prior" },
        SyntheticFilmOptions.Varied(number) with { Monochrome1 = false, Lesions = [] });

    private static SyntheticLesion Nodule(double diameterMm, double contrast, bool right, double across, double down) =>
        new(SyntheticLesionKind.Nodule, diameterMm, contrast, right, across, down);

    private static SyntheticLesion Opacity(double diameterMm, double contrast, bool right, double across, double down) =>
        new(SyntheticLesionKind.Opacity, diameterMm, contrast, right, across, down);
}
