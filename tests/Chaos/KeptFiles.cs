using System.Security.Cryptography;

namespace OxiPortal.Chaos.Tests;

/// <summary>Holds the store's files against their names, also those that a kill left without a record.</summary>
internal static class KeptFiles
{
    /// <summary>One sentence a fault.</summary>
    /// <param name="instances">The store's folder: aa/bb/aabb..., a SHA-256 in lower-case hex.</param>
    public static async Task<List<string>> CheckAsync(string instances)
    {
        var problems = new List<string>();
        foreach (var file in Directory.EnumerateFiles(instances, "*", SearchOption.AllDirectories))
        {
            await using var content = File.OpenRead(file);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
            if (file != PlaceOf(instances, hash))
                problems.Add($"{Path.GetRelativePath(instances, file)} in the store holds what should lie under {hash}");
        }
        return problems;
    }

    public static string PlaceOf(string instances, string sha256) => Path.Combine(instances, sha256[..2], sha256[2..4], sha256);
}
