namespace OxiPortal.Inference.Tests.Support;

/// <summary>Real films, where they are at hand; they are no part of the project.</summary>
internal static class SharedData
{
    /// <summary>The folder, or a skipped test where it is absent.</summary>
    public static string Folder(string path)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(Path.Combine(at.FullName, "OxiPortal.sln")))
                continue;
            var folder = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "data", path));
            Assert.SkipUnless(Directory.Exists(folder), "needs the shared films, which are not here");
            return folder;
        }
        Assert.Skip("needs the shared films, which are found from the source tree");
        return "";
    }
}
