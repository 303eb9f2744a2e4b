namespace OxiPortal.Training.Commands;

/// <summary>Where the shipped models lie.</summary>
public static class ModelsFolder
{
    /// <summary>models/ here, or else in the checkout that this program was built in.</summary>
    public static string Default()
    {
        const string Name = "models";
        if (Directory.Exists(Name))
            return Name;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OxiPortal.sln")))
                return Path.Combine(folder.FullName, Name);
        }
        return Name;
    }
}
