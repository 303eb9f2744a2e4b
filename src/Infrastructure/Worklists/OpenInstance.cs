using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>The DICOM file of one instance, for those who may look at films.</summary>
public sealed class OpenInstance
{
    /// <summary>A seekable stream; null: the actor's site has no such instance in that study.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor QA.</exception>
    public Task<Stream?> RunAsync(Actor actor, StudyInstanceUid study, SopInstanceUid instance, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {study} {instance} {cancel}).");
}
