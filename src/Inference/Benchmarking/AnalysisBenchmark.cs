using System.Diagnostics;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Inference.Films;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Benchmarking;

/// <summary>One film's times, in ms: the best of its runs, so that what else the machine does counts least.</summary>
/// <param name="Name">Of the film.</param>
/// <param name="WholeMs">From the file's bytes to findings.</param>
/// <param name="DecodeMs">Of that, from bytes to grey values.</param>
/// <param name="RegionsMs">Of that, until regions and plan stand.</param>
/// <param name="SegmentsMs">Of that, until the findings stand.</param>
/// <param name="BareMs">ONNX Runtime alone, the same graphs over tensors of the same shapes.</param>
/// <param name="WholeProcessorMs">The processor time of all threads from bytes to findings: it does not grow when others use the machine.</param>
/// <param name="BareProcessorMs">The processor time of ONNX Runtime alone.</param>
public sealed record FilmTimes(
    string Name, double WholeMs, double DecodeMs, double RegionsMs, double SegmentsMs, double BareMs, double WholeProcessorMs, double BareProcessorMs)
{
    public double Ratio => WholeMs / BareMs;

    public double ProcessorRatio => WholeProcessorMs / BareProcessorMs;
}

/// <summary>
/// Times the pipeline against its networks: each film is analysed and its networks are run bare in turns, in one process, so that both meet
/// the same machine.
/// </summary>
public static class AnalysisBenchmark
{
    /// <param name="name">Of the film.</param>
    /// <param name="file">DICOM, PNG or JPEG.</param>
    /// <param name="decoder">What decompresses DICOM pixels.</param>
    /// <param name="models">Those of <paramref name="pipeline"/>.</param>
    /// <param name="pipeline">What is timed.</param>
    /// <param name="rounds">Runs of each kind.</param>
    /// <param name="cancel">Looked at between runs.</param>
    /// <returns>Null where the film is refused.</returns>
    public static async Task<FilmTimes?> TimeAsync(
        string name, ReadOnlyMemory<byte> file, PixelDecoder decoder, LoadedModels models, AnalysisPipeline pipeline, int rounds, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        if (await RecordAsync(file, decoder, models, pipeline, cancel) is not { } runs)
            return null;
        var best = new FilmTimes(name, double.MaxValue, 0, 0, 0, double.MaxValue, double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var outcome = await AnalyseAsync(file, decoder, pipeline, cancel);
            var (whole, processor) = (Stopwatch.GetElapsedTime(started).TotalMilliseconds, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
            if (outcome is AnalysisOutcome.Analysed { Result.TimingsMs: var times } && whole < best.WholeMs)
                best = best with { WholeMs = whole, DecodeMs = times.Decode, RegionsMs = times.Regions, SegmentsMs = times.Segments };
            used = Environment.CpuUsage.TotalTime;
            var bare = runs.Sum(r => r.Time());
            best = best with
            {
                BareMs = Math.Min(best.BareMs, bare),
                WholeProcessorMs = Math.Min(best.WholeProcessorMs, processor),
                BareProcessorMs = Math.Min(best.BareProcessorMs, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds),
            };
        }
        return best;
    }

    private static async Task<AnalysisOutcome?> AnalyseAsync(
        ReadOnlyMemory<byte> file, PixelDecoder decoder, AnalysisPipeline pipeline, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        return await FilmFile.ReadAsync(file, decoder, cancel) is FilmReading.Read { Film: var film }
            ? pipeline.Analyse(film, Stopwatch.GetElapsedTime(started), null, cancel)
            : null;
    }

    /// <summary>The shapes that a film's analysis sends through the networks; null where it is refused.</summary>
    private static async Task<List<BareRun>?> RecordAsync(
        ReadOnlyMemory<byte> file, PixelDecoder decoder, LoadedModels models, AnalysisPipeline pipeline, CancellationToken cancel)
    {
        List<BareRun> runs = [];
        OnnxModel[] both = [models.Regions, models.Irregularities];
        try
        {
            foreach (var model in both)
                model.Ran = (input, output) => runs.Add(new BareRun(model, input, output));
            return await AnalyseAsync(file, decoder, pipeline, cancel) is AnalysisOutcome.Analysed ? runs : null;
        }
        finally
        {
            foreach (var model in both)
                model.Ran = null;
        }
    }

    private sealed class BareRun(OnnxModel model, long[] inputShape, long[] outputShape)
    {
        private readonly float[] _input = Pattern(OnnxModel.Count(inputShape));
        private readonly float[] _output = new float[OnnxModel.Count(outputShape)];

        public double Time()
        {
            var started = Stopwatch.GetTimestamp();
            model.Run(_input, inputShape, _output, outputShape);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        // Not all zeros: some kernels are faster on those.
        private static float[] Pattern(long length)
        {
            var values = new float[length];
            for (var i = 0; i < values.Length; i++)
                values[i] = i % 29 / 29f - 0.5f;
            return values;
        }
    }
}
