using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>Puts an instance whose analysis failed or was refused into the queue again.</summary>
public sealed class RetryAnalysis
{
    /// <summary>False: there is no such instance, or nothing to try again.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor administrator.</exception>
    public Task<bool> RunAsync(Actor actor, StudyInstanceUid study, SopInstanceUid instance, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {study} {instance} {cancel}).");
}
