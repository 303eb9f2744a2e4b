using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>The service tokens of a site, those that no longer work too.</summary>
public sealed class ListServiceTokens(IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    /// <summary>Of the actor's site, newest first.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<IReadOnlyList<ServiceTokenItem>> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.ServiceTokens.AsNoTracking()
            .Where(t => t.SiteId == actor.Site.Value)
            .OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id)
            .Select(t => new { Token = t, IssuerDisabled = db.Users.Any(u => u.Id == t.CreatedByUserId && u.Disabled) })
            .ToListAsync(cancel);
        var now = time.GetUtcNow();
        return [.. rows.Select(r => Item(r.Token, r.IssuerDisabled, now))];
    }

    private static ServiceTokenItem Item(ServiceTokenRow row, bool issuerDisabled, DateTimeOffset now) => new(
        row.Id, row.Name, StoredScopes.Read(row.Scopes), row.TokenStart, row.CreatedAt, row.CreatedBy, issuerDisabled, row.ExpiresAt, row.LastUsedAt,
        row.RevokedAt, row.RevokedBy, State(row, now));

    private static ServiceTokenState State(ServiceTokenRow row, DateTimeOffset now) => row switch
    {
        { RevokedAt: not null } => ServiceTokenState.Revoked,
        _ when row.ExpiresAt <= now => ServiceTokenState.Expired,
        _ => ServiceTokenState.Active,
    };
}
