using OxiPortal.Inference.Models;

namespace OxiPortal.Training.Commands;

/// <summary>Writes a model and its card.</summary>
internal static class ModelFiles
{
    /// <summary>The card last: who sees it finds its model.</summary>
    public static void Write(string folder, byte[] model, ModelCard card)
    {
        var path = Path.Combine(folder, card.File);
        File.WriteAllBytes(path + ".tmp", model);
        File.Move(path + ".tmp", path, overwrite: true);
        card.Save(Path.ChangeExtension(path, ".json"));
    }
}
