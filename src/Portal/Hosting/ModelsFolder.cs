using OxiPortal.Inference.Models;

namespace OxiPortal.Portal.Hosting;

/// <summary>Finds the models that came with the program where no setting names a folder.</summary>
public static class ModelsFolder
{
    /// <summary><c>models</c> in the current folder, else in the nearest folder above the program that has one; else just "models".</summary>
    public static string Default()
    {
        const string name = "models";
        if (IsOne(name))
            return Path.GetFullPath(name);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, name);
            if (IsOne(models))
                return models;
        }
        return name;
    }

    private static bool IsOne(string folder) => File.Exists(Path.Combine(folder, LoadedModels.RegionsCard));
}
