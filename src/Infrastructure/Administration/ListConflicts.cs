using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>A file kept aside because its identity is taken by other content.</summary>
/// <param name="Sentence">What contradicts what.</param>
public sealed record ConflictItem(
    Guid Id, StudyInstanceUid Study, SopInstanceUid Instance, string FileName, string Sentence, string UploadedBy, DateTimeOffset At);

public sealed class ListConflicts
{
    /// <summary>Newest first.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public Task<IReadOnlyList<ConflictItem>> RunAsync(Actor actor, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {cancel}).");
}
