using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>Takes a verdict of a draft back, as if it had not been given. What was given stays on record.</summary>
public sealed class WithdrawVerdict
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<ReadOutcome> RunAsync(Actor actor, StudyInstanceUid study, string trackingUid, int readVersion, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {study} {trackingUid} {readVersion} {cancel}).");
}
