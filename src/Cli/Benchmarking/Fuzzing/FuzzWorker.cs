using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>
/// Tries a range of mutants, in a process of its own, and writes a line before and after each: when the process dies or hangs, the last line names
/// the culprit.
/// </summary>
internal static class FuzzWorker
{
    public static async Task RunAsync(FuzzOptions options, TextWriter output, CancellationToken cancel)
    {
        var mutator = new Mutator(FuzzCorpus.Load(options), options.Seed);
        var deaths = new CodecDeaths();
        using var pool = options.Native ? new NativeCodecPool(new CodecOptions { Processes = 1 }, deaths) : null;
        var folder = Directory.CreateTempSubdirectory("oxi-fuzz");
        try
        {
            var trial = new MutantTrial(new PixelDecoder(pool), folder.FullName);
            for (var number = options.First; number < options.First + options.Count && !cancel.IsCancellationRequested; number++)
            {
                var mutant = mutator.Make(number);
                await WriteAsync(output, new WorkerLine.Begun(number));
                var result = await trial.RunAsync(mutant);
                foreach (var death in deaths.Take())
                    await WriteAsync(output, new WorkerLine.CodecDied(number, death));
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
