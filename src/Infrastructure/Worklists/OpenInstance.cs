using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>The DICOM file of one instance, for those who may look at films.</summary>
public sealed class OpenInstance(IDbContextFactory<PortalDb> contexts, IInstanceStore store)
{
    /// <summary>A seekable stream; null: the actor's site has no such instance in that study.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor QA.</exception>
    /// <exception cref="FileNotFoundException">The instance is on record but its file is gone.</exception>
    public async Task<Stream?> RunAsync(Actor actor, StudyInstanceUid study, SopInstanceUid instance, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Radiologist, Role.QA);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var key = await db.Instances
            .Where(i => i.SiteId == actor.Site.Value && i.SopInstanceUid == instance.Value && i.Study.StudyInstanceUid == study.Value)
            .Select(i => i.StorageKeyHash)
            .SingleOrDefaultAsync(cancel);
        return key is null ? null : await store.OpenAsync(key, cancel);
    }
}
