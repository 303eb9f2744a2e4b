using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>What has been exported, newest first, and what an export would hold now.</summary>
/// <param name="LabelsNow">Labels that the next export would hold; 0: there is nothing to export yet.</param>
public sealed record ReleaseList(IReadOnlyList<DatasetRelease> Releases, int LabelsNow);

public sealed class ListReleases
{
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public Task<ReleaseList> RunAsync(Actor actor, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {cancel}).");
}
