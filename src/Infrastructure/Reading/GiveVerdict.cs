using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;

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
public sealed class GiveVerdict
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<ReadOutcome> RunAsync(Actor actor, VerdictRequest request, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {request} {cancel}).");
}
