using System.Diagnostics;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Isolation;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Films;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Output;

/// <param name="Path">What to read.</param>
/// <param name="BasePath">Output folder and file name, to which suffixes are added.</param>
public sealed record AnalysisInput(string Path, string BasePath);

/// <summary>What became of one input.</summary>
/// <param name="Input">Which.</param>
/// <param name="Result">Null where it was refused.</param>
/// <param name="Refusal">Null where it was analysed.</param>
public sealed record AnalysedInput(AnalysisInput Input, AnalysisResult? Result, Refusal? Refusal);

/// <summary>Analyses files one after the other and writes their results; while one is analysed, the next is read and the last is written.</summary>
public static class FolderAnalysis
{
    /// <param name="inputs">In this order.</param>
    /// <param name="decoder">What decompresses DICOM pixels.</param>
    /// <param name="analyser">What analyses.</param>
    /// <param name="done">Gets each input once its files are written, in order.</param>
    /// <param name="cancel">Stops between batches; what was written stays.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="IOException">An output cannot be written.</exception>
    public static async Task RunAsync(
        IReadOnlyList<AnalysisInput> inputs, PixelDecoder decoder, IFilmAnalyser analyser, Action<AnalysedInput> done, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(analyser);
        ArgumentNullException.ThrowIfNull(done);
        var reading = inputs.Count > 0 ? ReadAsync(inputs[0].Path, decoder, cancel) : null;
        var writing = Task.CompletedTask;
        try
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                var (read, took) = await reading!;
                reading = i + 1 < inputs.Count ? ReadAsync(inputs[i + 1].Path, decoder, cancel) : null;
                var outcome = await Task.Run(() => Analyse(analyser, read, took, cancel), cancel);
                await writing;
                writing = WriteAsync(inputs[i], outcome, done, cancel);
            }
        }
        finally
        {
            await Task.WhenAll(writing, reading ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await writing;
    }

    private static async Task<(FilmReading Reading, TimeSpan Took)> ReadAsync(string path, PixelDecoder decoder, CancellationToken cancel)
    {
        // Off this thread from the start: decoding is the longer part of it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var started = Stopwatch.GetTimestamp();
        FilmReading reading;
        try
        {
            reading = await FilmFile.ReadAsync(path, decoder, cancel);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            reading = FilmReading.No(RefusalCodes.Unreadable, "The file does not exist.");
        }
        catch (CodecsUnavailableException e)
        {
            reading = FilmReading.No(RefusalCodes.Failed, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reading = FilmReading.No(RefusalCodes.Unreadable, $"The file cannot be opened: {e.Message}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            reading = FilmReading.No(RefusalCodes.Failed, Unexpected("read", e));
        }
        return (reading, Stopwatch.GetElapsedTime(started));
    }

    private static AnalysisOutcome Analyse(IFilmAnalyser analyser, FilmReading reading, TimeSpan decodeTime, CancellationToken cancel)
    {
        if (reading is FilmReading.Refused refused)
            return new AnalysisOutcome.Refused(refused.Refusal);
        try
        {
            return analyser.Analyse(((FilmReading.Read)reading).Film, decodeTime, null, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new AnalysisOutcome.Refused(new Refusal(RefusalCodes.Failed, Unexpected("analysed", e)));
        }
    }

    private static async Task WriteAsync(AnalysisInput input, AnalysisOutcome outcome, Action<AnalysedInput> done, CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        switch (outcome)
        {
            case AnalysisOutcome.Analysed analysed:
                await AnalysisFiles.WriteAsync(input.Path, input.BasePath, analysed, cancel);
                done(new AnalysedInput(input, analysed.Result, null));
                break;
            case AnalysisOutcome.Refused refused:
                await AnalysisFiles.WriteAsync(input.Path, input.BasePath, refused.Refusal, cancel);
                done(new AnalysedInput(input, null, refused.Refusal));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static string Unexpected(string verb, Exception e) =>
        $"The film could not be {verb} because of an unexpected error ({e.GetType().Name}: {e.Message}); please report it.";
}
