using Microsoft.Extensions.Options;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;
using OxiPortal.Portal.Layout;
using OxiPortal.Portal.Worklist;

namespace OxiPortal.Portal.Studies;

/// <summary>The study page's way to the use cases.</summary>
public sealed class StudyDesk(
    OpenStudy openStudy,
    ListWorklist listWorklist,
    WorklistChoice choice,
    GiveVerdict giveVerdict,
    AddFinding addFinding,
    WithdrawVerdict withdrawVerdict,
    SubmitRead submitRead,
    IAnalysisEvents events,
    IOptions<InferenceOptions> inference) : IStudyDesk
{
    private readonly Lazy<double> _lowestOperatingPoint = new(() => OperatingPointOf(inference.Value.Models));

    public double LowestOperatingPoint => _lowestOperatingPoint.Value;

    public Task<StudyView?> OpenAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel) => openStudy.RunAsync(actor, study, cancel);

    public async Task<WorklistPlace?> PlaceAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!actor.Is(Role.Radiologist))
            return null;
        var studies = (await listWorklist.RunAsync(actor, choice.Filter, cancel)).Select(i => i.Study).ToList();
        var at = studies.IndexOf(study);
        return at < 0
            ? null
            : new(at + 1, studies.Count, at > 0 ? studies[at - 1] : null, at + 1 < studies.Count ? studies[at + 1] : null);
    }

    public IAsyncEnumerable<RecordedAnalysisEvent> WatchAsync(Actor actor, StudyInstanceUid study, long afterSequence, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return events.Watch(actor.Site, study, afterSequence, cancel);
    }

    public Task<ReadOutcome> GiveVerdictAsync(Actor actor, VerdictRequest request, CancellationToken cancel) => giveVerdict.RunAsync(actor, request, cancel);

    public Task<ReadOutcome> AddFindingAsync(Actor actor, FindingRequest request, CancellationToken cancel) => addFinding.RunAsync(actor, request, cancel);

    public Task<ReadOutcome> WithdrawAsync(Actor actor, StudyInstanceUid study, string trackingUid, int readVersion, CancellationToken cancel) =>
        withdrawVerdict.RunAsync(actor, study, trackingUid, readVersion, cancel);

    public Task<ReadOutcome> SubmitAsync(
        Actor actor, StudyInstanceUid study, bool nothingMore, IReadOnlySet<SopInstanceUid> shown, int readVersion, CancellationToken cancel) =>
        submitRead.RunAsync(actor, study, nothingMore, readVersion, cancel, shown);

    // Without operating points (or without the model folder, where the inference service runs elsewhere) the pipeline's own default stands in.
    private static double OperatingPointOf(string folder)
    {
        var card = Path.Combine(folder, LoadedModels.IrregularitiesCard);
        try
        {
            var points = File.Exists(card) ? ModelCard.Load(card).OperatingPoints : [];
            return points.Count == 0 ? ScoreLevels.Suspicious : points.Min(p => p.Threshold);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return ScoreLevels.Suspicious;
        }
    }
}
