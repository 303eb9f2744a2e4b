namespace OxiPortal.Inference.Models;

/// <summary>Where the shipped models are.</summary>
public static class ModelFolder
{
    public const string Name = "models";

    /// <summary>
    /// The folder beside the program, or the nearest one above it that holds a region model's card (the source tree's, where it is run from
    /// there).
    /// </summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, Name);
            if (File.Exists(Path.Combine(folder, LoadedModels.RegionsCard)))
                return folder;
        }
        throw new ModelFileException($"No models were found in a \"{Name}\" folder beside the program or above it: name the folder that holds {LoadedModels.RegionsCard}, or train models with 'oxi train'.");
    }
}
