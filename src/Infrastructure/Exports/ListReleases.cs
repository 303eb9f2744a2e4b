using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>What has been exported, newest first, and what an export would hold now.</summary>
/// <param name="FilmsNow">Films that the next export would hold; 0: there is nothing to export yet.</param>
/// <param name="LabelsNow">Findings, hard negatives and fully read films that the next export would hold.</param>
public sealed record ReleaseList(IReadOnlyList<DatasetRelease> Releases, int FilmsNow, int LabelsNow);

/// <summary>The export page's content.</summary>
public sealed class ListReleases(IDbContextFactory<PortalDb> contexts)
{
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<ReleaseList> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.DatasetReleases.AsNoTracking().Where(r => r.SiteId == actor.Site.Value).OrderByDescending(r => r.At).ToListAsync(cancel);
        var films = (await ReleasedFilms.ReadAsync(db, actor.Site, cancel)).Where(f => !f.BurnedInAnnotation).ToList();
        return new ReleaseList(
            [.. rows.Select(DatasetRelease.Of)],
            films.Count,
            films.Sum(f => f.Truth.Findings.Count + f.Truth.NotFindings.Count + (f.Truth.FullyRead ? 1 : 0)));
    }
}
