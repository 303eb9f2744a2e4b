using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>What a reader draws.</summary>
/// <param name="Box">On the film as stored; clipped to it.</param>
/// <param name="Label">One of <see cref="FindingLabels.Drawable"/>.</param>
/// <param name="TrackingUid">Of a finding drawn earlier, to change it; null: a new one.</param>
/// <param name="Displayed">JSON: what the reader saw (overlays, thresholds, window).</param>
/// <param name="ReadVersion">Of the <see cref="Worklists.ReadView"/> the reader saw; 0: none yet.</param>
/// <param name="ActId">Made once for a new finding, where it is drawn: sent again after a lost answer it is the same finding. Null: never sent again.</param>
public sealed record FindingRequest(
    StudyInstanceUid Study,
    SopInstanceUid Instance,
    int Frame,
    ImageBox Box,
    CodedConcept Label,
    string? Comment,
    string? TrackingUid,
    string Displayed,
    int ReadVersion,
    Guid? ActId = null);

/// <summary>Adds a finding that the model missed, or changes one that was added.</summary>
public sealed class AddFinding(DraftReads reads)
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<ReadOutcome> RunAsync(Actor actor, FindingRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return reads.ChangeAsync(actor, request.Study, request.ReadVersion, async (db, study, read) =>
        {
            if (DraftReads.ProblemOf(request.Comment, request.Displayed) is { } problem)
                return DraftReads.Change.Refuse(problem);
            if (!FindingLabels.Drawable.Contains(request.Label))
                return DraftReads.Change.Refuse($"'{request.Label.Meaning}' is not one of the labels.");
            var instance = await db.Instances.AsNoTracking().SingleOrDefaultAsync(
                i => i.SiteId == study.SiteId && i.StudyKey == study.Id && i.SopInstanceUid == request.Instance.Value, cancel);
            if (instance is null)
                return DraftReads.Change.Refuse("The study has no such instance.");
            if (request.Frame < 1 || request.Frame > instance.Frames)
                return DraftReads.Change.Refuse($"The instance has no frame {request.Frame}.");
            if (request.Box.ClipTo(instance.Rows, instance.Columns) is not { } box)
                return DraftReads.Change.Refuse("The box lies outside the film.");
            if (request.TrackingUid is not null
                && !StoredVerdict.Current(read.Verdicts).Any(v => v.TrackingUid == request.TrackingUid && v.Kind == VerdictKind.Added && v.InstanceKey == instance.Id))
                return DraftReads.Change.Refuse("There is no such drawn finding to change on that film.");

            var trackingUid = request.TrackingUid ?? (request.ActId is { } act ? TrackingUids.OfAct(read.Id, act) : TrackingUids.New());
            // Changed or taken back since, it was still added: to add it again would undo that.
            if (request.TrackingUid is null && read.Verdicts.Find(v => v.TrackingUid == trackingUid) is { } added)
                return new(added, null, null);
            var verdict = reads.NewVerdict(actor, read, trackingUid, VerdictKind.Added);
            verdict.InstanceKey = instance.Id;
            verdict.SopInstanceUid = instance.SopInstanceUid;
            verdict.Frame = request.Frame;
            (verdict.Rows, verdict.Columns) = (instance.Rows, instance.Columns);
            (verdict.BoxX, verdict.BoxY, verdict.BoxWidth, verdict.BoxHeight) = (box.X, box.Y, box.Width, box.Height);
            (verdict.LabelCode, verdict.LabelScheme, verdict.LabelMeaning) = (request.Label.Code, request.Label.Scheme, request.Label.Meaning);
            verdict.Comment = request.Comment;
            verdict.DisplayedJson = request.Displayed;
            db.Verdicts.Add(verdict);
            return new(verdict, null, DraftReads.Fact(AuditAction.VerdictGiven, verdict));
        }, cancel);
    }
}
