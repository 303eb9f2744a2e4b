using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>Ends a token for good: the next request with it is refused.</summary>
public sealed class RevokeServiceToken(IDbContextFactory<PortalDb> contexts, AuditLog audit, TimeProvider time)
{
    /// <summary>False: the actor's site has no such token, or it has been revoked before; who did that and when stays.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<bool> RunAsync(Actor actor, Guid token, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        return await Conflicts.RetryInTransactionAsync(contexts, async db =>
        {
            var now = time.GetUtcNow();
            // One statement: of two who revoke at once, one is on record.
            var revoked = await db.ServiceTokens
                .Where(t => t.SiteId == actor.Site.Value && t.Id == token && t.RevokedAt == null)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(t => t.RevokedAt, now).SetProperty(t => t.RevokedByUserId, actor.UserId).SetProperty(t => t.RevokedBy, actor.DisplayName),
                    cancel) == 1;
            if (!revoked)
                return false;
            var name = await db.ServiceTokens.Where(t => t.Id == token).Select(t => t.Name).SingleAsync(cancel);
            await audit.AppendAsync(db, actor, new AuditFact(AuditAction.TokenRevoked) { Subject = $"{token} {name}" }, cancel);
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
    }
}
