using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>Tells whose token it is. Nothing is cached: a token that is revoked or expires is refused with the next request.</summary>
public sealed class CheckServiceToken(IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    private static readonly TimeSpan LastUsedStep = TimeSpan.FromMinutes(1);

    /// <summary>Whether a token that was valid when a long request began still is.</summary>
    public async Task<bool> IsStillValidAsync(Guid token, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ServiceTokens.AnyAsync(t => t.Id == token && t.RevokedAt == null && t.ExpiresAt > now, cancel);
    }

    /// <summary>Notes, at most once a minute, that the token was used.</summary>
    /// <param name="token">As the program sent it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Null: no such token, or it has expired or been revoked.</returns>
    public async Task<ServiceIdentity?> RunAsync(string? token, CancellationToken cancel)
    {
        if (!ServiceTokenText.IsOne(token))
            return null;
        var hash = ServiceTokenText.Hash(token!);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // By its hash, across sites: the token is what names the site. The time that an index takes tells nothing of a secret it does not hold.
        var row = await db.ServiceTokens.AsNoTracking().SingleOrDefaultAsync(t => t.TokenHash == hash, cancel);
        var now = time.GetUtcNow();
        if (row is null || row.RevokedAt is not null || row.ExpiresAt <= now)
            return null;
        if (row.LastUsedAt is not { } last || now - last >= LastUsedStep)
        {
            var before = now - LastUsedStep;
            await db.ServiceTokens
                .Where(t => t.Id == row.Id && (t.LastUsedAt == null || t.LastUsedAt <= before))
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, now), cancel);
        }
        return new ServiceIdentity(row.Id, row.Name, new SiteId(row.SiteId), StoredScopes.Read(row.Scopes));
    }
}
