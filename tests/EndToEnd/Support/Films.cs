using OxiPortal.Dicom;
using OxiPortal.Dicom.Synthetic;

namespace OxiPortal.EndToEnd.Support;

/// <summary>Films for the journey: real ones where the machine has them, else drawn ones. Files of the test's own folder.</summary>
internal static class Films
{
    private static readonly string[] Real = ["udacity_test1.dcm", "CR-MONO1-10-chest.dcm", "siim_jpeg_baseline.dcm"];

    public static async Task<IReadOnlyList<string>> ForTheJourneyAsync(string folder)
    {
        if (SourceTree.RealFilms is { } films)
            return [.. Real.Select(name => Path.Combine(films, name))];

        var drawn = new List<string>();
        for (var i = 0; i < Real.Length; i++)
        {
            var options = new SyntheticFilmOptions
            {
                Seed = 4711 + i,
                Monochrome1 = i == 1,
                Lesions =
                [
                    new(SyntheticLesionKind.Nodule, 28, 0.5, InRightLung: i % 2 == 0, Across: 0.5, Down: 0.4),
                    new(SyntheticLesionKind.Opacity, 55, 0.6, InRightLung: i % 2 == 1, Across: 0.5, Down: 0.65),
                ],
            };
            drawn.Add(await SaveAsync(
                SyntheticRadiograph.Draw(options).ToDicom(SyntheticStudy.Demo(901 + i)), Path.Combine(folder, $"drawn-{i + 1}.dcm")));
        }
        return drawn;
    }

    /// <summary>A drawn film with a white square on black burned in at known pixels: its edges are as sharp as pixels are.</summary>
    public static async Task<string> WithSquareAsync(string folder, int x, int y, int size)
    {
        const int Border = 80;
        var film = SyntheticRadiograph.Draw(new SyntheticFilmOptions { Seed = 99, Rows = 1760, Columns = 1760, PixelSpacingMm = 0.2 });
        Fill(film, x - Border, y - Border, size + 2 * Border, 0);
        Fill(film, x, y, size, 4095);
        return await SaveAsync(film.ToDicom(SyntheticStudy.Demo(950)), Path.Combine(folder, "square.dcm"));
    }

    private static void Fill(SyntheticRadiograph film, int x, int y, int size, ushort grey)
    {
        for (var row = y; row < y + size; row++)
            film.Pixels.AsSpan(row * film.Options.Columns + x, size).Fill(grey);
    }

    public static async Task<string> SaveAsync(DicomFile file, string path)
    {
        await using var stream = File.Create(path);
        await file.SaveAsync(stream);
        return path;
    }
}
