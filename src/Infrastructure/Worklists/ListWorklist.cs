using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>The studies of the reader's site: what needs attention first, then the most suspicious first.</summary>
public sealed class ListWorklist
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public Task<IReadOnlyList<WorklistItem>> RunAsync(Actor actor, WorklistFilter filter, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {filter} {cancel}).");
}
