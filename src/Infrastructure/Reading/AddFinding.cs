using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>What a reader draws.</summary>
/// <param name="Box">On the film as stored; clipped to it.</param>
/// <param name="Label">One of <see cref="FindingLabels.Drawable"/>.</param>
/// <param name="TrackingUid">Of a finding drawn earlier, to change it; null: a new one.</param>
/// <param name="Displayed">JSON: what the reader saw (overlays, thresholds, window).</param>
/// <param name="ReadVersion">Of the <see cref="Worklists.ReadView"/> the reader saw; 0: none yet.</param>
public sealed record FindingRequest(
    StudyInstanceUid Study,
    SopInstanceUid Instance,
    int Frame,
    ImageBox Box,
    CodedConcept Label,
    string? Comment,
    string? TrackingUid,
    string Displayed,
    int ReadVersion);

/// <summary>Adds a finding that the model missed, or changes one that was added.</summary>
public sealed class AddFinding
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<ReadOutcome> RunAsync(Actor actor, FindingRequest request, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {request} {cancel}).");
}
