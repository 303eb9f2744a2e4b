using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>A file kept aside because its identity is taken by other content.</summary>
/// <param name="Sentence">What contradicts what.</param>
public sealed record ConflictItem(
    Guid Id, StudyInstanceUid Study, SopInstanceUid Instance, string FileName, string Sentence, string UploadedBy, DateTimeOffset At);

/// <summary>What is kept aside. On record: a file's name may be a patient's.</summary>
public sealed class ListConflicts(IDbContextFactory<PortalDb> contexts, AuditViews audit)
{
    /// <summary>Newest first.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded that the list is looked at.</exception>
    public async Task<IReadOnlyList<ConflictItem>> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.Conflicts.AsNoTracking().Where(c => c.SiteId == actor.Site.Value).OrderByDescending(c => c.At).ToListAsync(cancel);
        await audit.ListAsync(actor, "conflicts", cancel);
        return [.. rows.Select(c => new ConflictItem(
            c.Id, StudyInstanceUid.Parse(c.StudyInstanceUid), SopInstanceUid.Parse(c.SopInstanceUid), c.FileName, c.Sentence, c.UploadedBy, c.At))];
    }
}
