using System.Diagnostics;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>
/// Shares the mutants out to worker processes and watches them: one that dies or hangs costs one mutant, which becomes a finding, and the next
/// process goes on behind it.
/// </summary>
/// <param name="start">How to start <c>oxi</c> with those arguments.</param>
internal sealed class FuzzSupervisor(FuzzOptions options, Func<IReadOnlyList<string>, ProcessStartInfo> start)
{
    // Long enough that starting a process costs little, short enough that all workers end together.
    private const int MostBatch = 2000;

    // A busy machine needs its time to start a process and to decode all seeds.
    private static readonly TimeSpan MostStartUp = TimeSpan.FromMinutes(2);

    private readonly long _batch = Math.Clamp((options.Count + options.Workers - 1) / options.Workers, 1, MostBatch);
    private long _next = options.First;

    /// <summary>What was found so far.</summary>
    public FuzzReport Report { get; } = new();

    /// <summary>Tries all mutants; returns early, with what was found so far, when it is cancelled or its time is over.</summary>
    /// <exception cref="InvalidOperationException">A worker does not start.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (options.MostTotalTime is { } most)
            stop.CancelAfter(most);
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(stop.Token)));
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        var end = options.First + options.Count;
        while (!stop.IsCancellationRequested && Interlocked.Add(ref _next, _batch) - _batch is var first && first < end)
        {
            var (number, last, hung) = (first, Math.Min(first + _batch, end), -1L);
            while (number < last && !stop.IsCancellationRequested)
                (number, hung) = await RunWorkerAsync(number, last, hung, stop);
        }
    }

    // Answers where to go on, and which mutant is on its second trial: a busy machine may be what hung the first time.
    private async Task<(long Next, long Hung)> RunWorkerAsync(long number, long last, long hung, CancellationToken stop)
    {
        var info = start(options.WorkerArguments(number, last - number));
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        using var process = Process.Start(info) ?? throw new InvalidOperationException("A worker process was not started.");
        Report.Started();
        var words = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var begun = -1L;
        try
        {
            while (number < last && !stop.IsCancellationRequested)
            {
                var line = await process.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(begun < number ? MostStartUp : options.MostTime, stop);
                if (line is null)
                {
                    await process.WaitForExitAsync(stop);
                    if (begun < number)
                        throw new InvalidOperationException($"A worker process ended before it had begun mutant {number} (exit {process.ExitCode}): {FirstLine(await words)}");
                    Report.Add(begun, new(TrialOutcome.Read, $"the process died (exit {process.ExitCode})"));
                    return (begun + 1, -1);
                }
                switch (WorkerLine.Parse(line))
                {
                    case WorkerLine.Begun(var now):
                        begun = now;
                        break;
                    case WorkerLine.CodecDied(_, var death):
                        Report.Add(death);
                        break;
                    case WorkerLine.Ended(var now, var result):
                        Report.Add(now, result);
                        number = now + 1;
                        break;
                }
            }
            return (number, -1);
        }
        catch (TimeoutException) when (begun >= number && hung != begun)
        {
            return (begun, begun);
        }
        catch (TimeoutException) when (begun >= number)
        {
            Report.Add(begun, new(TrialOutcome.Read, $"it took more than {options.MostTime.TotalSeconds} s, twice"));
            return (begun + 1, -1);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (number, -1);
        }
        finally
        {
            if (!process.HasExited && (stop.IsCancellationRequested || number < last))
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            await words;
        }
    }

    private static string FirstLine(string text) => text.Split('\n').FirstOrDefault(l => l.Trim().Length > 0)?.Trim() ?? "it said nothing";
}
