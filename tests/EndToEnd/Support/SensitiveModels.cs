using System.Text.Json.Nodes;

namespace OxiPortal.EndToEnd.Support;

/// <summary>The shipped models at lower operating points: the journey needs a mark to accept and one to reject, whatever films it is given.</summary>
internal static class SensitiveModels
{
    private const double Share = 0.86;

    /// <summary>The folder of the copy.</summary>
    public static string CopyTo(string folder)
    {
        var copy = Directory.CreateDirectory(Path.Combine(folder, "models")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "models")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var path = Path.Combine(copy, "irregularities.json");
        var card = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (var point in card["operatingPoints"]!.AsArray())
            point!["threshold"] = Math.Round(Share * point["threshold"]!.GetValue<double>(), 3);
        File.WriteAllText(path, card.ToJsonString());
        return copy;
    }
}
