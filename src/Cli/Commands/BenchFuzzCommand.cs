using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OxiPortal.Cli.Benchmarking.Fuzzing;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi bench fuzz</c>: damaged films by the hundred thousand; each must be read or refused. How: docs/fuzzing.md.</summary>
internal static class BenchFuzzCommand
{
    private const int NumbersListed = 3;

    public static Command Create()
    {
        var (mutants, seed, first, corpus, native) = RangeOptions();
        var minutes = new Option<int?>("--minutes") { Description = "Stop after so long, though mutants are left.", HelpName = "M" };
        var workers = new Option<int>("--workers") { Description = "Processes at the same time.", DefaultValueFactory = _ => 2, HelpName = "N" };
        var keep = new Option<string?>("--keep") { Description = "Folder for the files that did what they must not; none are written without it.", HelpName = "DIR" };
        workers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64)
                result.AddError("--workers must be 1 to 64.");
        });
        var command = new Command("fuzz", "Try damaged films on the reader and the codecs: each must be read or refused, in time and within memory.") { mutants, seed, first, minutes, workers, corpus, native, keep };
        command.SetAction(async (parsed, cancel) =>
        {
            var (console, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var options = new FuzzOptions(parsed.GetValue(seed), parsed.GetValue(first), parsed.GetValue(mutants), parsed.GetValue(corpus) ?? [])
            {
                Native = parsed.GetValue(native),
                // A codec process has its own limits, up to twice three seconds a small frame; a mutant has four frames.
                MostTime = TimeSpan.FromSeconds(parsed.GetValue(native) ? 40 : 10),
                Workers = parsed.GetValue(workers),
                MostTotalTime = parsed.GetValue(minutes) is { } most ? TimeSpan.FromMinutes(most) : null,
            };
            try
            {
                return await RunAsync(options, parsed.GetValue(keep), console, error, cancel);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                await error.WriteLineAsync($"oxi bench fuzz: {e.Message}");
            }
            return OxiCommand.JobFailed;
        });
        return command;
    }

    /// <summary>A worker of the above, not listed in help.</summary>
    public static Command CreateWorker()
    {
        var (mutants, seed, first, corpus, native) = RangeOptions();
        var command = new Command("fuzz-worker", "Try a range of mutants and say each one's outcome; started by 'oxi bench fuzz'.") { mutants, seed, first, corpus, native };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new FuzzOptions(parsed.GetValue(seed), parsed.GetValue(first), parsed.GetValue(mutants), parsed.GetValue(corpus) ?? []) { Native = parsed.GetValue(native) };
            await FuzzWorker.RunAsync(options, parsed.InvocationConfiguration.Output, cancel);
            return OxiCommand.Success;
        });
        return command;
    }

    private static (Option<long> Mutants, Option<ulong> Seed, Option<long> First, Option<string[]> Corpus, Option<bool> Native) RangeOptions() =>
    (
        new("--mutants") { Description = "Damaged files to try.", DefaultValueFactory = _ => 200_000, HelpName = "N" },
        new("--seed") { Description = "Of the damage: the same seed, number and corpus make the same file.", DefaultValueFactory = _ => 1, HelpName = "N" },
        new("--first") { Description = "Number of the first mutant: with --mutants 1, to see a finding again.", DefaultValueFactory = _ => 0, HelpName = "N" },
        new("--corpus") { Description = "A folder of small DICOM files to damage beside the synthetic ones; may be given several times.", HelpName = "DIR" },
        new("--native") { Description = "Only films in JPEG-LS and JPEG 2000, decoded in codec processes." }
    );

    private static async Task<int> RunAsync(FuzzOptions options, string? keep, TextWriter console, TextWriter error, CancellationToken cancel)
    {
        var corpus = FuzzCorpus.Load(options); // Also to name what is wrong before any process is started.
        var began = Stopwatch.GetTimestamp();
        var supervisor = new FuzzSupervisor(options, WorkerProcess.Start);
        var run = supervisor.RunAsync(cancel);
        await ShowAsync(run, supervisor.Report, options, began, error);
        await run;
        var report = supervisor.Report;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.Tried} mutants of {corpus.Count} files (seed {options.Seed}, from number {options.First}) in {seconds:F0} s, {report.Tried / seconds:F0} a second, {report.Processes} processes"));
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{report.Of(TrialOutcome.Decoded)} decoded, {report.Of(TrialOutcome.Read)} read but not all decoded, {report.Of(TrialOutcome.Refused)} refused, {report.Findings.Count} findings"));
        if (options.Native)
            await console.WriteLineAsync($"codec processes that died over a film: {string.Join(", ", Enum.GetValues<CodecDeath>().Select(d => $"{report.Of(d)} {d}"))}");
        var mutator = new Mutator(corpus, options.Seed);
        foreach (var kind in report.Kinds)
        {
            await console.WriteLineAsync($"{kind.Count()} x {kind.First().What}");
            foreach (var finding in kind.Take(NumbersListed))
            {
                var mutant = mutator.Make(finding.Number);
                await console.WriteLineAsync($"  number {finding.Number}, of {mutant.Seed.Name}: {mutant.How}");
                if (keep is not null)
                    await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(keep).FullName, $"fuzz-{options.Seed}-{finding.Number}.dcm"), mutant.Bytes, CancellationToken.None);
            }
        }
        if (cancel.IsCancellationRequested)
            await error.WriteLineAsync("oxi bench fuzz: stopped; not all mutants were tried.");
        return report.Findings.Count == 0 && !cancel.IsCancellationRequested ? OxiCommand.Success : OxiCommand.JobFailed;
    }

    private static async Task ShowAsync(Task run, FuzzReport report, FuzzOptions options, long began, TextWriter error)
    {
        // One line written over where there is a terminal; else one a minute, for logs.
        var terminal = error == Console.Error && !Console.IsErrorRedirected;
        using var timer = new PeriodicTimer(terminal ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1));
        var tick = timer.WaitForNextTickAsync().AsTask();
        while (await Task.WhenAny(run, tick) != run)
        {
            await tick;
            tick = timer.WaitForNextTickAsync().AsTask();
            var rate = report.Tried / Stopwatch.GetElapsedTime(began).TotalSeconds;
            await error.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                $"{(terminal ? "\r\e[K" : "")}{report.Tried} of {options.Count} mutants, {rate:F0} a second, {report.Findings.Count} findings{(terminal ? "" : "\n")}"));
        }
        if (terminal)
            await error.WriteAsync("\r\e[K");
    }
}
