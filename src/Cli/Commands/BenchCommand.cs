using System.CommandLine;
using System.Globalization;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Inference.Benchmarking;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Output;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Cli.Commands;

/// <summary><c>oxi bench</c>: how fast things are on this machine.</summary>
internal static class BenchCommand
{
    private const int SyntheticFilms = 8;

    public static Command Create() => new("bench", "Measure how fast this machine does a job.") { CreateAnalyze(), BenchQueueCommand.Create(), BenchDicomCommand.Create(), BenchFuzzCommand.Create(), BenchFuzzCommand.CreateWorker() };

    private static Command CreateAnalyze()
    {
        var inputs = new Argument<string[]>("INPUT") { Description = "Films or folders of them; synthetic films if left out.", Arity = ArgumentArity.ZeroOrMore };
        var rounds = new Option<int>("--rounds") { Description = "Runs a film; the best counts.", DefaultValueFactory = _ => 3, HelpName = "N" };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
                result.AddError("--rounds must be 1 to 1000.");
        });
        var options = new ModelOptions();
        var command = new Command("analyze", "Median time a film, from its bytes to findings, and its ratio to ONNX Runtime alone on the same tensors.") { inputs, rounds };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (console, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var models = options.Load(parsed, error);
                using var pipeline = new AnalysisPipeline(models);
                return await RunAsync(parsed.GetValue(inputs) ?? [], parsed.GetValue(rounds), models, pipeline, console, error, cancel);
            }
            catch (OperationCanceledException)
            {
                await error.WriteLineAsync("oxi bench analyze: stopped.");
                return OxiCommand.JobFailed;
            }
            catch (InputException e)
            {
                await error.WriteLineAsync($"oxi bench analyze: {e.Message}");
                return OxiCommand.WrongArguments;
            }
            catch (Exception e) when (e is ModelFileException or DeviceUnavailableException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"oxi bench analyze: {e.Message}");
                return OxiCommand.JobFailed;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string[] named, int rounds, LoadedModels models, AnalysisPipeline pipeline, TextWriter console, TextWriter error, CancellationToken cancel)
    {
        List<FilmTimes> times = [];
        await foreach (var (name, bytes) in Films(named, cancel))
        {
            if (await AnalysisBenchmark.TimeAsync(name, bytes, PixelDecoder.Managed, models, pipeline, rounds, cancel) is { } film)
            {
                times.Add(film);
                await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{film.Name}: {film.WholeMs:F0} ms (decode {film.DecodeMs:F0}, regions {film.RegionsMs:F0}, segments {film.SegmentsMs:F0}), bare {film.BareMs:F0} ms, ratio {film.Ratio:F2}"));
            }
            else
            {
                await error.WriteLineAsync($"{name}: not analysed, so not timed");
            }
        }
        if (times.Count == 0)
        {
            await error.WriteLineAsync("oxi bench analyze: no film could be timed.");
            return OxiCommand.JobFailed;
        }
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{times.Count} films on {pipeline.DeviceName}: median {Median(times, t => t.WholeMs):F0} ms a film (bytes to findings), bare ONNX Runtime {Median(times, t => t.BareMs):F0} ms, ratio {Median(times, t => t.Ratio):F2}"));
        await console.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"processor time of all threads: median {Median(times, t => t.WholeProcessorMs):F0} ms a film, bare {Median(times, t => t.BareProcessorMs):F0} ms, ratio {Median(times, t => t.ProcessorRatio):F2}"));
        return OxiCommand.Success;
    }

    private static async IAsyncEnumerable<(string Name, byte[] Bytes)> Films(
        string[] named, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (named.Length == 0)
        {
            for (var seed = 1; seed <= SyntheticFilms; seed++)
            {
                var film = SyntheticRadiograph.Draw(SyntheticFilmOptions.Varied(seed)).ToDicom(SyntheticStudy.Demo(seed));
                yield return ($"synthetic {seed}", film.ToBytes().ToArray());
            }
            yield break;
        }
        foreach (var input in AnalysisInputs.Find(named, Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))))
            yield return (input.Path, await File.ReadAllBytesAsync(input.Path, cancel));
    }

    private static double Median(List<FilmTimes> times, Func<FilmTimes, double> of)
    {
        var sorted = times.Select(of).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
