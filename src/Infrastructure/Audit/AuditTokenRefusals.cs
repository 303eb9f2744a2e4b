using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>Records that a service token was refused: once within five minutes for a token that is known, and for all unknown ones from one address. Never the token.</summary>
public sealed class AuditTokenRefusals(AuditLog log, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    private static readonly HashSet<Role> NoRoles = [];

    private readonly AuditWindow<(Guid? Token, string Address)> _window = new(time);

    /// <param name="token">As the program sent it.</param>
    /// <param name="origin">The address that asked.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="AuditUnavailableException">It could not be recorded.</exception>
    public async Task RunAsync(string token, string origin, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(origin);
        var hash = ServiceTokenText.Hash(token);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var known = await db.ServiceTokens.AsNoTracking().Where(t => t.TokenHash == hash)
            .Select(t => new { t.Id, t.Name, t.SiteId, t.RevokedAt }).SingleOrDefaultAsync(cancel);
        var actor = new Actor(known?.Id ?? Guid.Empty, known?.Name ?? "", new SiteId(known?.SiteId ?? SiteId.Default.Value), NoRoles) { Origin = origin };
        var why = known is null ? "unknown" : known.RevokedAt is not null ? "revoked" : "expired";
        await _window.OnceAsync(
            (known?.Id, known is null ? origin : ""),
            async () =>
            {
                await log.RecordAsync(actor, new AuditFact(AuditAction.TokenRefused) { Subject = known?.Name, Detail = why }, CancellationToken.None);
                return true;
            },
            cancel);
    }
}
