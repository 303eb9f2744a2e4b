using System.Xml.Linq;

namespace OxiPortal.Architecture.Tests;

/// <summary>The source tree these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Project name without "OxiPortal." to its file, for everything under src/ and migrations/.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = new[] { "src", "migrations" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "OxiPortal.*.csproj", SearchOption.AllDirectories))
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal))
        .ToDictionary(file => NameOf(file), file => file);

    public static IEnumerable<string> ProjectReferences(string project) =>
        References(project, "ProjectReference").Select(NameOf);

    public static IEnumerable<string> PackageReferences(string project) => References(project, "PackageReference");

    private static IEnumerable<string> References(string project, string element) => XDocument.Load(Projects[project])
        .Descendants(element)
        .Select(e => (string?)e.Attribute("Include"))
        .OfType<string>();

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file)["OxiPortal.".Length..];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OxiPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests must run inside the source tree.");
    }
}
