namespace OxiPortal.EndToEnd.Support;

/// <summary>The source tree these tests were built from, and the real films that some machines have beside it.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>The built command, of the same configuration as these tests.</summary>
    public static string OxiDll { get; } = Path.Combine(
        Root, "artifacts", "bin", "OxiPortal.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "oxi.dll");

    public static string TrainingDll { get; } = Path.Combine(
        Root, "artifacts", "bin", "OxiPortal.Training", new DirectoryInfo(AppContext.BaseDirectory).Name, "OxiPortal.Training.dll");

    /// <summary>The folder of real DICOM chest radiographs, or null where this machine has none.</summary>
    public static string? RealFilms
    {
        get
        {
            var folder = Path.Combine(Root, "..", "shared", "data", "cxr", "dicom");
            return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OxiPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests must run inside the source tree.");
    }
}
