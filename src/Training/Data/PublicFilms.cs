using System.Globalization;

namespace OxiPortal.Training.Data;

/// <summary>
/// Finds the films of the public sets in a folder laid out as docs/training.md says: jsrt, wingspan, shenzhen, gb_covid, nih, each with
/// images/, masks/ and its tables. A set that is not there is left out.
/// </summary>
public static class PublicFilms
{
    public const string Jsrt = "jsrt";
    public const string Wingspan = "wingspan";
    public const string Shenzhen = "shenzhen";
    public const string GbCovid = "gb_covid";
    public const string Nih = "nih";

    private const double JsrtSpacingMm = 0.175;

    /// <summary>What a pixel of a set's films measures; NaN where the set does not say.</summary>
    public static double SpacingMm(string source) => source == Jsrt ? JsrtSpacingMm : double.NaN;

    /// <exception cref="InvalidDataException">No set there, or a damaged table.</exception>
    public static IReadOnlyList<TrainingFilm> In(string folder)
    {
        List<TrainingFilm> films = [.. JsrtFilms(folder), .. PlainFilms(folder, Wingspan), .. ShenzhenFilms(folder), .. GbCovidFilms(folder), .. NihFilms(folder)];
        if (films.Count == 0)
            throw new InvalidDataException($"{folder} holds none of the sets jsrt, wingspan, shenzhen, gb_covid, nih (each a folder with images/ in it). See docs/training.md.");
        return films;
    }

    private static IEnumerable<TrainingFilm> JsrtFilms(string folder)
    {
        var nodules = Table(folder, Jsrt, "nodules.csv").ToLookup(r => r["id"], StringComparer.Ordinal);
        foreach (var film in PlainFilms(folder, Jsrt))
        {
            var boxes = nodules[film.Name].Select(r =>
            {
                var size = Number(r["size_mm"]) / JsrtSpacingMm;
                return new TruthBox(IrregularityClasses.Nodule, Number(r["x_px_2048"]) - size / 2, Number(r["y_px_2048"]) - size / 2, size, size, true,
                    (int)Number(r["subtlety_5_obvious_1_hardest"]));
            }).ToList();
            yield return film with { Abnormal = boxes.Count > 0, Boxes = boxes, FullyRead = true };
        }
    }

    // The name's last figure is the label: 1 tuberculosis, 0 normal.
    private static IEnumerable<TrainingFilm> ShenzhenFilms(string folder) =>
        PlainFilms(folder, Shenzhen).Select(f => f with { Abnormal = IsTuberculosis(f), FullyRead = !IsTuberculosis(f) });

    private static bool IsTuberculosis(TrainingFilm film) => film.Name.EndsWith("_1", StringComparison.Ordinal);

    private static IEnumerable<TrainingFilm> GbCovidFilms(string folder)
    {
        var patients = Table(folder, GbCovid, "images.csv").ToDictionary(r => r["file"], r => r["patientid"], StringComparer.Ordinal);
        foreach (var film in PlainFilms(folder, GbCovid))
        {
            var mask = Path.Combine(folder, GbCovid, "masks", Path.GetFileName(film.ImagePath) + ".mask.png");
            var patient = patients.GetValueOrDefault(Path.GetFileName(film.ImagePath)) ?? film.Name;
            yield return film with { Patient = patient, MaskPath = File.Exists(mask) ? mask : null, FullyRead = true };
        }
    }

    private static IEnumerable<TrainingFilm> NihFilms(string folder)
    {
        var rows = Table(folder, Nih, "boxes.csv").ToLookup(r => r["file"], StringComparer.Ordinal);
        foreach (var film in PlainFilms(folder, Nih))
        {
            var marked = rows[Path.GetFileName(film.ImagePath)].ToList();
            var boxes = marked.Where(r => r["x"].Length > 0 && ClassOf(r["finding"]) is not null)
                .Select(r => new TruthBox(ClassOf(r["finding"])!.Value, Number(r["x"]), Number(r["y"]), Number(r["w"]), Number(r["h"]), false)).ToList();
            yield return film with
            {
                Patient = film.Name.Split('_')[0],
                Boxes = boxes,
                FullyRead = marked.Count > 0 && marked.All(r => r["finding"] == "No Finding"),
                Abnormal = marked.Count == 0 ? null : marked.All(r => r["finding"] != "No Finding"),
            };
        }
    }

    // Effusion, cardiomegaly and pneumothorax are no local densities of the lung: their boxes are not taught as either class.
    private static int? ClassOf(string finding) => finding switch
    {
        "Nodule" or "Mass" => IrregularityClasses.Nodule,
        "Infiltrate" or "Infiltration" or "Pneumonia" or "Consolidation" or "Atelectasis" => IrregularityClasses.Opacity,
        _ => null,
    };

    private static IEnumerable<TrainingFilm> PlainFilms(string folder, string source)
    {
        var images = Path.Combine(folder, source, "images");
        if (!Directory.Exists(images))
            yield break;
        foreach (var path in Directory.EnumerateFiles(images).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var mask = Path.Combine(folder, source, "masks", name + ".png");
            yield return new TrainingFilm(source, name, name, path, File.Exists(mask) ? mask : null, null);
        }
    }

    private static IEnumerable<Dictionary<string, string>> Table(string folder, string source, string name)
    {
        var path = Path.Combine(folder, source, name);
        if (!File.Exists(path))
            return [];
        var lines = File.ReadLines(path).Select(CsvLine.Split).ToList();
        if (lines.Count == 0)
            throw new InvalidDataException($"{path} is empty.");
        var heads = lines[0];
        return lines.Skip(1).Where(l => l.Count > 1).Select(l => l.Count == heads.Count
            ? heads.Zip(l).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal)
            : throw new InvalidDataException($"{path}: a line has {l.Count} fields, the heading {heads.Count}."));
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidDataException($"\"{text}\" is not a number.");
}
