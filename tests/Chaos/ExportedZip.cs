using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace OxiPortal.Chaos.Tests;

/// <summary>An export that somebody was told is whole.</summary>
internal static class ExportedZip
{
    /// <summary>Holds every file against the manifest.</summary>
    /// <returns>How many films it holds.</returns>
    /// <exception cref="InvalidOperationException">Something is missing, too much, or not what the manifest says.</exception>
    public static int Check(string file)
    {
        try
        {
            using var zip = ZipFile.OpenRead(file);
            using var manifest = JsonDocument.Parse(Bytes(zip, "manifest.json"));
            var listed = manifest.RootElement.GetProperty("files").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("sha256").GetString());
            var held = zip.Entries.Select(e => e.FullName).Where(n => n != "manifest.json").ToList();
            if (!listed.Keys.ToHashSet().SetEquals(held) || held.Count != listed.Count)
                throw new InvalidOperationException("an export's files are not those of its manifest");
            foreach (var (name, sha256) in listed)
            {
                if (Convert.ToHexStringLower(SHA256.HashData(Bytes(zip, name))) != sha256)
                    throw new InvalidOperationException($"{name} in an export is not what its manifest says");
            }
            return manifest.RootElement.GetProperty("images").GetInt32();
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException)
        {
            throw new InvalidOperationException($"an export that was answered to its end is not whole: {e.Message}", e);
        }
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var stream = (zip.GetEntry(name) ?? throw new InvalidDataException($"{name} is missing")).Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
