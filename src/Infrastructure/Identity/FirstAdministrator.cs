using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>Makes the one-time token of the first administrator's setup link. Run by the host at start.</summary>
public sealed class InviteFirstAdministrator(Accounts accounts, IDbContextFactory<PortalDb> contexts, AuditLog audit, TimeProvider time)
{
    // Its Origin says so, too.
    private static readonly Actor Portal = new(Guid.Empty, "portal", SiteId.Default, new HashSet<Role>());

    /// <summary>A new token, which voids an earlier one; null: there is an administrator who may sign in.</summary>
    public async Task<string?> RunAsync(CancellationToken cancel)
    {
        if ((await accounts.ListAsync(SiteId.Default, cancel)).Any(u => !u.Disabled && u.Roles.Contains(Role.Administrator)))
            return null;
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return await Conflicts.RetryAsync(contexts, async db =>
        {
            var row = await db.SetupTokens.SingleOrDefaultAsync(t => t.SiteId == SiteId.Default.Value, cancel);
            if (row is null)
                db.SetupTokens.Add(row = new SetupTokenRow { SiteId = SiteId.Default.Value });
            (row.TokenHash, row.CreatedAt, row.UsedAt) = (Hash(token), time.GetUtcNow(), null);
            await audit.AppendAsync(db, Portal, new AuditFact(AuditAction.SetupLinkMade), cancel);
            await db.SaveChangesAsync(cancel);
            return token;
        }, cancel);
    }

    internal static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Makes the first administrator, for whoever holds the token.</summary>
public sealed class SetUpFirstAdministrator(Accounts accounts, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    /// <summary>A wrong or used token is a problem, not an exception.</summary>
    /// <param name="token">Of the setup link.</param>
    /// <param name="email">To sign in by.</param>
    /// <param name="displayName">As others see it.</param>
    /// <param name="password">New.</param>
    /// <param name="origin">The address that asked.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<UserOutcome> RunAsync(string token, string email, string displayName, string password, string origin, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(password);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.SetupTokens.SingleOrDefaultAsync(t => t.SiteId == SiteId.Default.Value, cancel);
        if (row is null || row.UsedAt is not null || !Matches(row.TokenHash, token))
            return new UserOutcome(null, ["This link is not valid any more. Restart the portal for a new one."]);

        // Used first: of two who hold the link, one must lose before either has an account.
        row.UsedAt = time.GetUtcNow();
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new UserOutcome(null, ["This link has just been used."]);
        }
        var outcome = await accounts.CreateAsync(
            by: null, origin, email, displayName, password, new HashSet<Role> { Role.Administrator }, cancel);
        if (!outcome.Succeeded)
        {
            row.UsedAt = null;
            await db.SaveChangesAsync(cancel);
        }
        return outcome;
    }

    private static bool Matches(string hash, string token) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(InviteFirstAdministrator.Hash(token)));
}
