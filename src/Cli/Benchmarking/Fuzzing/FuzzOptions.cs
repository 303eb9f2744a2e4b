using System.Globalization;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>What a run is: two runs of the same options try the same mutants.</summary>
/// <param name="Seed">Of the mutations.</param>
/// <param name="First">Number of the first mutant.</param>
/// <param name="Count">How many.</param>
/// <param name="Corpus">Folders of files beside the synthetic seeds.</param>
internal sealed record FuzzOptions(ulong Seed, long First, long Count, IReadOnlyList<string> Corpus)
{
    /// <summary>How long one mutant may take.</summary>
    public TimeSpan MostTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Only films that need a native library, decoded by it in codec processes; else all, and those that need one are refused.</summary>
    public bool Native { get; init; }

    /// <summary>Worker processes at the same time.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>When to stop though mutants are left.</summary>
    public TimeSpan? MostTotalTime { get; init; }

    /// <summary>Arguments of <c>oxi</c> for a worker of some of these mutants.</summary>
    public IReadOnlyList<string> WorkerArguments(long first, long count) =>
    [
        "bench", "fuzz-worker", "--seed", Seed.ToString(CultureInfo.InvariantCulture), "--first", first.ToString(CultureInfo.InvariantCulture),
        "--mutants", count.ToString(CultureInfo.InvariantCulture), .. Corpus.SelectMany(folder => new[] { "--corpus", folder }),
        .. Native ? new[] { "--native" } : [],
    ];
}
