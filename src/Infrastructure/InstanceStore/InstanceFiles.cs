using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>From an instance's identity to its file.</summary>
public sealed class InstanceFiles(IDbContextFactory<PortalDb> contexts, IInstanceStore store) : IInstanceFiles
{
    public async Task<Stream> OpenAsync(SiteId site, SopInstanceUid instance, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var key = await db.Instances
            .Where(i => i.SiteId == site.Value && i.SopInstanceUid == instance.Value)
            .Select(i => i.StorageKeyHash)
            .SingleOrDefaultAsync(cancel)
            ?? throw new FileNotFoundException($"Site {site} has no instance {instance}.");
        return await store.OpenAsync(key, cancel);
    }
}
