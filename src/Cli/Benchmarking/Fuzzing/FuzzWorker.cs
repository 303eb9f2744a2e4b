using System.Globalization;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>
/// Tries a range of mutants, in a process of its own, and writes a line before and after each: when the process dies or hangs, the last line names
/// the culprit.
/// </summary>
internal static class FuzzWorker
{
    public static async Task RunAsync(FuzzOptions options, PixelDecoder decoder, TextWriter output, CancellationToken cancel)
    {
        var mutator = new Mutator(FuzzCorpus.Load(options.Corpus), options.Seed);
        var folder = Directory.CreateTempSubdirectory("oxi-fuzz");
        try
        {
            var trial = new MutantTrial(decoder, folder.FullName);
            for (var number = options.First; number < options.First + options.Count && !cancel.IsCancellationRequested; number++)
            {
                var mutant = mutator.Make(number);
                await WriteAsync(output, new WorkerLine.Begun(number));
                var result = await trial.RunAsync(mutant);
                await WriteAsync(output, new WorkerLine.Ended(number, result));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteAsync(TextWriter output, WorkerLine line)
    {
        await output.WriteLineAsync(line.ToString());
        await output.FlushAsync();
    }
}

/// <summary>What a worker says, one a line.</summary>
internal abstract record WorkerLine(long Number)
{
    /// <summary>"begin 17".</summary>
    internal sealed record Begun(long Number) : WorkerLine(Number)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"begin {Number}");
    }

    /// <summary>"end 17 Decoded", "end 17 Read what was found".</summary>
    internal sealed record Ended(long Number, TrialResult Result) : WorkerLine(Number)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"end {Number} {Result.Outcome} {Result.Finding}").TrimEnd();
    }

    /// <summary>Null where the line is of another kind: a library's own words.</summary>
    public static WorkerLine? Parse(string line)
    {
        var parts = line.Split(' ', 4);
        if (parts.Length < 2 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var number))
            return null;
        return parts[0] switch
        {
            "begin" => new Begun(number),
            "end" when parts.Length > 2 && Enum.TryParse<TrialOutcome>(parts[2], out var outcome) => new Ended(number, new(outcome, parts.ElementAtOrDefault(3))),
            _ => null,
        };
    }
}
