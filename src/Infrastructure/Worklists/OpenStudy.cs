using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>Everything the study page needs, but the pixels.</summary>
public sealed class OpenStudy
{
    /// <summary>Null: the actor's site has no such study.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor QA.</exception>
    public Task<StudyView?> RunAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {study} {cancel}).");
}
