using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Studies;

/// <summary>What the study page asks of the rooms behind it.</summary>
public interface IStudyDesk
{
    /// <summary>Scores below it are no colour on the heat map: the models' lowest operating point, 0..1.</summary>
    double LowestOperatingPoint { get; }

    /// <summary>Null: the actor's site has no such study.</summary>
    Task<StudyView?> OpenAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel);

    /// <summary>Where the study stands in the worklist as the actor chose to see it; null where the actor has none or the study is not on it.</summary>
    Task<WorklistPlace?> PlaceAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel);

    IAsyncEnumerable<RecordedAnalysisEvent> WatchAsync(Actor actor, StudyInstanceUid study, long afterSequence, CancellationToken cancel);

    Task<ReadOutcome> GiveVerdictAsync(Actor actor, VerdictRequest request, CancellationToken cancel);

    Task<ReadOutcome> AddFindingAsync(Actor actor, FindingRequest request, CancellationToken cancel);

    Task<ReadOutcome> WithdrawAsync(Actor actor, StudyInstanceUid study, string trackingUid, int readVersion, CancellationToken cancel);

    /// <param name="shown">The films that the reader has before them.</param>
    Task<ReadOutcome> SubmitAsync(Actor actor, StudyInstanceUid study, bool nothingMore, IReadOnlySet<SopInstanceUid> shown, int readVersion, CancellationToken cancel);
}

/// <param name="Position">From 1.</param>
/// <param name="Previous">Null: the study is the first.</param>
/// <param name="Next">Null: the study is the last.</param>
public sealed record WorklistPlace(int Position, int Total, StudyInstanceUid? Previous, StudyInstanceUid? Next);
