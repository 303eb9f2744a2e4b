using System.CommandLine;
using System.Globalization;
using OxiPortal.Cli.Benchmarking;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi bench queue</c>: what the queue costs a film, and whether it loses or doubles one.</summary>
internal static class BenchQueueCommand
{
    /// <summary>What leasing may cost a film.</summary>
    private const double MostLeaseMs = 2;

    public static Command Create()
    {
        var films = new Option<int>("--films") { Description = "Tiny synthetic films to queue.", DefaultValueFactory = _ => 1000, HelpName = "N" };
        var services = new Option<int>("--services") { Description = "Inference services that share them, over HTTP; an analyser that takes no time stands in for the models.", DefaultValueFactory = _ => 3, HelpName = "N" };
        films.Validators.Add(result => Between(result, 2, 100_000));
        services.Validators.Add(result => Between(result, 1, 16));
        var command = new Command("queue", "Drain queued films through several inference services: milliseconds a film, and each film analysed once.") { films, services };
        command.SetAction(async (parsed, cancel) =>
        {
            var (console, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                return await RunAsync(parsed.GetValue(films), parsed.GetValue(services), console, error, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                await error.WriteLineAsync("oxi bench queue: stopped.");
            }
            catch (Exception e) when (e is PortalConfigurationException or IOException or InvalidOperationException)
            {
                await error.WriteLineAsync($"oxi bench queue: {e.Message}");
            }
            return OxiCommand.JobFailed;
        });
        return command;
    }

    private static async Task<int> RunAsync(int films, int services, TextWriter console, TextWriter error, CancellationToken cancel)
    {
        var lines = new Dictionary<string, ProgressLine>();
        var result = await QueueBenchmark.RunAsync(films, services, (stage, done) =>
        {
            if (!lines.TryGetValue(stage, out var line))
                lines[stage] = line = new ProgressLine(error, films);
            line.Clear();
            line.Show(done);
        }, cancel);
        foreach (var line in lines.Values)
            line.Clear();
        var times = result.Times;
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{films} films, {services} services: taken in at {result.IntakeMs:F2} ms a film, drained at {result.DrainMs:F2} ms a film"));
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"one worker alone: lease {result.Alone.Lease.PerFilm:F2} ms a film (aim: {MostLeaseMs:F0}), events {result.Alone.Report.PerCall:F2} ms a report, result {result.Alone.Complete.PerCall:F2} ms"));
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{services} services over HTTP: lease {times.Lease.PerFilm:F2} ms a film ({times.Lease.Calls} requests of {times.Lease.PerCall:F1} ms), events {times.Report.PerCall:F2} ms a request, result {times.Complete.PerCall:F2} ms"));
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"bare commit of one row {result.BareCommitMs:F2} ms: lease ratio {result.Alone.Lease.PerFilm / result.BareCommitMs:F2}, drain ratio {result.DrainMs / result.BareCommitMs:F2}"));
        foreach (var fault in result.Faults)
            await error.WriteLineAsync($"oxi bench queue: {fault}");
        if (result.Faults.Count == 0)
            await console.WriteLineAsync("every film analysed once, at its first attempt, its events without a gap");
        return result.Faults.Count == 0 ? OxiCommand.Success : OxiCommand.JobFailed;
    }

    private static void Between(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            result.AddError($"{result.Option.Name} must be {least} to {most}.");
    }
}
