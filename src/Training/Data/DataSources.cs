using OxiPortal.Inference.Models;

namespace OxiPortal.Training.Data;

/// <summary>What a model card says about the data.</summary>
public static class DataSources
{
    private static readonly Dictionary<string, string> Licences = new()
    {
        [PublicFilms.Jsrt] = "JSRT database with the SCR masks; research use",
        [PublicFilms.Wingspan] = "Cardiothoracic ratio estimation dataset (N. Dong, 2020), MIT",
        [PublicFilms.Shenzhen] = "Shenzhen set (U.S. NLM) with masks; masks CC BY-NC-SA 4.0",
        [PublicFilms.GbCovid] = "GeneralBlockchain COVID-19 chest X-ray segmentations, CC BY 4.0; images by their own licences",
        [PublicFilms.Nih] = "NIH ChestX-ray14 (NIH Clinical Center; Wang et al., CVPR 2017), unrestricted with attribution",
        [SyntheticFilms.Source] = "Drawn by this product",
    };

    public static IReadOnlyList<TrainingData> Of(IEnumerable<TrainingFilm> films, string task) =>
        [.. films.GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new TrainingData(g.Key, g.Count(), UseOf(g.Key, task), Licences.GetValueOrDefault(g.Key, "Exported by a portal; its owner's")))];

    /// <summary>See <see cref="ModelCard.TrainedOn"/>. Films that the product draws itself have no file.</summary>
    public static IReadOnlyList<string> Hashes(IEnumerable<TrainingFilm> films) =>
        [.. films.Where(f => f.ImagePath.Length > 0).Select(f => f.ImagePath).Distinct().AsParallel().Select(HashOf).Distinct().Order(StringComparer.Ordinal)];

    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return ModelCard.FilmHash(file);
    }

    private static string UseOf(string source, string task) => (task, source) switch
    {
        (ModelCard.RegionsTask, PublicFilms.Shenzhen) => "lungs",
        (ModelCard.RegionsTask, PublicFilms.GbCovid) => "lungs outside the mediastinum",
        (ModelCard.RegionsTask, _) => "lungs and heart",
        (_, PublicFilms.Jsrt) => "nodule positions; films without",
        (_, PublicFilms.Shenzhen) => "image labels (tuberculosis, normal)",
        (_, PublicFilms.GbCovid) => "opacity masks",
        (_, PublicFilms.Nih) => "boxes of opacities and nodules; films without finding",
        _ => "readers' verdicts",
    };
}
