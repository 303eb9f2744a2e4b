using OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>The files that mutants are made of.</summary>
internal static class FuzzCorpus
{
    /// <summary>Bytes of a file above which it is left out: small files are fuzzed faster, and differ as much.</summary>
    public const int MostBytes = 120_000;

    /// <summary>The synthetic seeds, then the readable small files of the folders in the order of their paths.</summary>
    public static IReadOnlyList<FuzzSeed> Load(IReadOnlyList<string> folders)
    {
        var files = folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(f => new FileInfo(f).Length <= MostBytes);
        return [.. SyntheticSeeds.All(), .. files.Select(f => FuzzSeed.Of(Path.GetFileName(f), File.ReadAllBytes(f))).OfType<FuzzSeed>()];
    }
}
