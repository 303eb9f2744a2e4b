using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>Ends a read: it is locked, and its verdicts become training labels.</summary>
public sealed class SubmitRead
{
    /// <param name="nothingMore">The films hold nothing more to find: a label too, one a film that was analysed.</param>
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<ReadOutcome> RunAsync(Actor actor, StudyInstanceUid study, bool nothingMore, int readVersion, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {study} {nothingMore} {readVersion} {cancel}).");
}
