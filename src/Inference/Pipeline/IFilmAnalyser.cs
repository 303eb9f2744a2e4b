using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Inference.Pipeline;

/// <summary>Analyses films; see <see cref="AnalysisPipeline"/>.</summary>
public interface IFilmAnalyser
{
    /// <summary>Code, planner settings and thresholds: another one is another analysis.</summary>
    string Version { get; }

    /// <summary>What is run.</summary>
    ModelSet Models { get; }

    /// <summary>How many films it likes to be given at once, from 1.</summary>
    int FilmsAtOnce { get; }

    /// <summary>Analyses one film on the caller's thread (and the networks' own).</summary>
    /// <param name="film">As stored.</param>
    /// <param name="decodeTime">What it took to read; part of the timings.</param>
    /// <param name="report">Gets Started, RegionsFound and each SegmentScored as they happen; the outcome itself is returned. Must not block for long.</param>
    /// <param name="cancel">Looked at between batches.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    AnalysisOutcome Analyse(Film film, TimeSpan decodeTime, Action<AnalysisEvent>? report, CancellationToken cancel);
}
