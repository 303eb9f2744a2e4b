namespace OxiPortal.Dicom.Tests;

/// <summary>Real files that lie beside the repository for its developers; absent elsewhere.</summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>A file or folder of the shared data; the test is skipped where it is absent.</summary>
    public static string Path(params string[] parts)
    {
        Assert.SkipUnless(Root is not null, "../shared is absent: this test needs its data");
        return System.IO.Path.Combine([Root, "data", .. parts]);
    }

    /// <summary>A table of the standard; the test is skipped where it is absent.</summary>
    public static string StandardPath(string name)
    {
        var path = Root is null ? null : System.IO.Path.Combine(Root, "standards", name);
        Assert.SkipUnless(File.Exists(path), "../shared is absent: this test needs its tables");
        return path!;
    }

    /// <summary>A file or folder of the shared data, or null: for lists of tests.</summary>
    public static string? TryPath(params string[] parts) => Root is null ? null : System.IO.Path.Combine([Root, "data", .. parts]);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "OxiPortal.sln")))
                continue;
            var shared = System.IO.Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(System.IO.Path.Combine(shared, "data")) ? shared : null;
        }
        return null;
    }
}
