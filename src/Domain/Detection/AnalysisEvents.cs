using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Domain.Detection;

/// <summary>What happened to an analysis. The kind is the record's name; see contracts, hub <c>/hubs/analysis</c>.</summary>
public abstract record AnalysisEvent
{
    private AnalysisEvent()
    {
    }

    public sealed record Queued : AnalysisEvent;

    /// <summary>A worker began. A higher attempt voids what an earlier one sent.</summary>
    public sealed record Started(string Device, IReadOnlyList<ModelIdentity> Models) : AnalysisEvent;

    public sealed record RegionsFound(IReadOnlyList<Contour> Contours, double? CardiothoracicRatio) : AnalysisEvent;

    /// <param name="Segment">The segment with its score.</param>
    /// <param name="Patch">What it adds to the heat map.</param>
    /// <param name="Done">Segments scored so far, this one included.</param>
    /// <param name="Total">Segments planned.</param>
    public sealed record SegmentScored(SegmentScore Segment, HeatPatch Patch, int Done, int Total) : AnalysisEvent;

    public sealed record Completed(
        IReadOnlyList<Irregularity> Irregularities, double AbnormalityScore, double? CardiothoracicRatio, IReadOnlyList<string> Warnings) : AnalysisEvent;

    /// <summary>Refused or failed. <paramref name="Final"/> false: it will be tried again.</summary>
    public sealed record Failed(Refusal Reason, bool Final) : AnalysisEvent;
}

/// <summary>An event as kept and sent.</summary>
/// <param name="Sequence">From 1, gapless within the study; given by the transaction that commits the event.</param>
/// <param name="Attempt">From 1.</param>
public sealed record RecordedAnalysisEvent(
    long Sequence, AnalysisId AnalysisId, int Attempt, SopInstanceUid SopInstanceUid, DateTimeOffset At, AnalysisEvent Event);

/// <summary>The events of a study's analyses: rows first, then those who watch are woken.</summary>
public interface IAnalysisEvents
{
    /// <summary>Events after <paramref name="afterSequence"/> (0: all), oldest first, then each new one as it is committed, until cancelled.</summary>
    IAsyncEnumerable<RecordedAnalysisEvent> Watch(SiteId site, StudyInstanceUid study, long afterSequence, CancellationToken cancel);
}
