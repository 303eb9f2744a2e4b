using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>Ends a token for good: the next request with it is refused.</summary>
public sealed class RevokeServiceToken(IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    /// <summary>False: the actor's site has no such token, or it has been revoked before; who did that and when stays.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<bool> RunAsync(Actor actor, Guid token, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // One statement: of two who revoke at once, one is on record.
        return await db.ServiceTokens
            .Where(t => t.SiteId == actor.Site.Value && t.Id == token && t.RevokedAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(t => t.RevokedAt, now).SetProperty(t => t.RevokedByUserId, actor.UserId).SetProperty(t => t.RevokedBy, actor.DisplayName),
                cancel) == 1;
    }
}
