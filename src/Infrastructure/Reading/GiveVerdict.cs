using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>What a reader decides about one irregularity.</summary>
/// <param name="Kind">Accepted, Rejected or Corrected.</param>
/// <param name="ReasonCode">Of <see cref="RejectionReasons"/>; required where rejected, else null.</param>
/// <param name="Box">Where corrected: the right box on the film as stored; null: the model's.</param>
/// <param name="Label">Where corrected: the right label; null: the model's.</param>
/// <param name="Displayed">JSON: what the reader saw (overlays, thresholds, window).</param>
/// <param name="ReadVersion">Of the <see cref="Worklists.ReadView"/> the reader saw; 0: none yet.</param>
public sealed record VerdictRequest(
    StudyInstanceUid Study,
    AnalysisId Analysis,
    int IrregularityId,
    VerdictKind Kind,
    string? ReasonCode,
    ImageBox? Box,
    CodedConcept? Label,
    string? Comment,
    string Displayed,
    int ReadVersion);

/// <summary>Accepts, rejects or corrects what the model marked. A later verdict about the same mark supersedes.</summary>
public sealed class GiveVerdict(DraftReads reads)
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<ReadOutcome> RunAsync(Actor actor, VerdictRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return reads.ChangeAsync(actor, request.Study, request.ReadVersion, async (db, study, read) =>
        {
            if (ProblemOf(request) is { } problem)
                return DraftReads.Change.Refuse(problem);
            var analysis = await db.Analyses
                .Where(a => a.SiteId == study.SiteId && a.Id == request.Analysis.Value && a.Instance.StudyKey == study.Id)
                .Select(a => new { a.ResultJson, a.InstanceKey, a.Instance.SopInstanceUid })
                .SingleOrDefaultAsync(cancel);
            if (analysis is null)
                return DraftReads.Change.Refuse("The study has no such analysis.");
            var result = StoredAnalysis.ResultWithoutHeat(analysis.ResultJson);
            if (result.Irregularities.FirstOrDefault(i => i.Id == request.IrregularityId) is not { } irregularity)
                return DraftReads.Change.Refuse($"The analysis has no irregularity {request.IrregularityId}.");
            if ((request.Box ?? irregularity.Box).ClipTo(result.Rows, result.Columns) is not { } box)
                return DraftReads.Change.Refuse("The box lies outside the film.");

            var before = read.Verdicts.Find(v => v.AnalysisId == request.Analysis.Value && v.IrregularityId == request.IrregularityId);
            var verdict = reads.NewVerdict(actor, read, before?.TrackingUid ?? TrackingUids.New(), request.Kind);
            var label = request.Label ?? FindingLabels.OfModelClass(irregularity.Label);
            verdict.InstanceKey = analysis.InstanceKey;
            verdict.SopInstanceUid = analysis.SopInstanceUid;
            verdict.Frame = 1;
            (verdict.Rows, verdict.Columns) = (result.Rows, result.Columns);
            (verdict.BoxX, verdict.BoxY, verdict.BoxWidth, verdict.BoxHeight) = (box.X, box.Y, box.Width, box.Height);
            (verdict.LabelCode, verdict.LabelScheme, verdict.LabelMeaning) = (label.Code, label.Scheme, label.Meaning);
            verdict.ReasonCode = request.ReasonCode;
            verdict.Comment = request.Comment;
            verdict.AnalysisId = request.Analysis.Value;
            verdict.IrregularityId = irregularity.Id;
            verdict.Score = irregularity.Score;
            verdict.DisplayedJson = request.Displayed;
            db.Verdicts.Add(verdict);
            return new(verdict, null, DraftReads.Fact(AuditAction.VerdictGiven, verdict));
        }, cancel);
    }

    private static string? ProblemOf(VerdictRequest request) => request switch
    {
        { Kind: VerdictKind.Added } => "What the model did not mark is added as a finding.",
        { Kind: VerdictKind.FullyRead } => "That there is nothing more to find is said by submitting the read.",
        { Kind: VerdictKind.Rejected } when request.ReasonCode is null || RejectionReasons.Find(request.ReasonCode) is null
            => "Say why it is rejected: choose one of the reasons.",
        { Kind: not VerdictKind.Rejected, ReasonCode: not null } => "Only a rejection has a reason.",
        { Kind: VerdictKind.Corrected, Box: null, Label: null } => "Say what is corrected: the box, the label or both.",
        { Kind: not VerdictKind.Corrected } when request.Box is not null || request.Label is not null
            => "Only a correction changes the box or the label.",
        { Label: { } label } when !FindingLabels.Drawable.Contains(label) => $"'{label.Meaning}' is not one of the labels.",
        _ => DraftReads.ProblemOf(request.Comment, request.Displayed),
    };
}
