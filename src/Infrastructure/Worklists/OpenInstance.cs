using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>The DICOM file of one instance, for those who may look at films.</summary>
public sealed class OpenInstance(IDbContextFactory<PortalDb> contexts, IInstanceStore store, AuditViews audit)
{
    /// <summary>A seekable stream; null: the actor's site has no such instance in that study.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor QA.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded that the film is looked at.</exception>
    /// <exception cref="FileNotFoundException">The instance is on record but its file is gone.</exception>
    /// <param name="actor">Who looks.</param>
    /// <param name="study">Whose film it is.</param>
    /// <param name="instance">The film.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="headerOnly">No pixel of it will be shown: recorded as a look at the study.</param>
    public async Task<Stream?> RunAsync(
        Actor actor, StudyInstanceUid study, SopInstanceUid instance, CancellationToken cancel, bool headerOnly = false)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Radiologist, Role.QA);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var key = await db.Instances
            .Where(i => i.SiteId == actor.Site.Value && i.SopInstanceUid == instance.Value && i.Study.StudyInstanceUid == study.Value)
            .Select(i => i.StorageKeyHash)
            .SingleOrDefaultAsync(cancel);
        if (key is null)
            return null;
        await (headerOnly ? audit.StudyAsync(actor, study, cancel) : audit.PixelsAsync(actor, instance, cancel));
        return await store.OpenAsync(key, cancel);
    }
}
