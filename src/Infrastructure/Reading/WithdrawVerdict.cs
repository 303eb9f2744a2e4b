using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>Takes a verdict of a draft back, as if it had not been given. What was given stays on record.</summary>
public sealed class WithdrawVerdict(DraftReads reads)
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<ReadOutcome> RunAsync(Actor actor, StudyInstanceUid study, string trackingUid, int readVersion, CancellationToken cancel) =>
        reads.ChangeAsync(actor, study, readVersion, (db, _, read) =>
        {
            if (StoredVerdict.Current(read.Verdicts).FirstOrDefault(v => v.TrackingUid == trackingUid) is not { } last)
                return Task.FromResult(DraftReads.Change.Refuse("There is no such decision to take back."));
            var withdrawal = reads.NewVerdict(actor, read, trackingUid, last.Kind);
            withdrawal.Withdrawn = true;
            withdrawal.InstanceKey = last.InstanceKey;
            withdrawal.SopInstanceUid = last.SopInstanceUid;
            withdrawal.Frame = last.Frame;
            (withdrawal.Rows, withdrawal.Columns) = (last.Rows, last.Columns);
            (withdrawal.BoxX, withdrawal.BoxY, withdrawal.BoxWidth, withdrawal.BoxHeight) = (last.BoxX, last.BoxY, last.BoxWidth, last.BoxHeight);
            (withdrawal.LabelCode, withdrawal.LabelScheme, withdrawal.LabelMeaning) = (last.LabelCode, last.LabelScheme, last.LabelMeaning);
            (withdrawal.AnalysisId, withdrawal.IrregularityId, withdrawal.Score) = (last.AnalysisId, last.IrregularityId, last.Score);
            withdrawal.DisplayedJson = "{}";
            db.Verdicts.Add(withdrawal);
            return Task.FromResult(new DraftReads.Change(null, null, DraftReads.Fact(AuditAction.VerdictWithdrawn, withdrawal)));
        }, cancel);
}
