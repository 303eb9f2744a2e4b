using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>
/// Patients under other names: HMAC-SHA256 with a site's secret, so that one patient keeps one pseudonym in all of the site's exports, and
/// nobody without the secret can tell whose it is, not even by trying all ids.
/// </summary>
public sealed class Pseudonyms(IDbContextFactory<PortalDb> contexts, IDataProtectionProvider protection, TimeProvider time)
{
    private const int KeyBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("OxiPortal.Pseudonyms.v1");

    /// <exception cref="InvalidOperationException">The secret is there but cannot be read.</exception>
    internal async Task<Keyed> OpenAsync(SiteId site, CancellationToken cancel)
    {
        var stored = await Conflicts.RetryAsync(contexts, async db =>
        {
            var row = await db.ProjectKeys.AsNoTracking().SingleOrDefaultAsync(k => k.SiteId == site.Value, cancel);
            if (row is not null)
                return row.ProtectedKey;
            var fresh = _protector.Protect(RandomNumberGenerator.GetBytes(KeyBytes));
            db.ProjectKeys.Add(new ProjectKeyRow { SiteId = site.Value, ProtectedKey = fresh, CreatedAt = time.GetUtcNow() });
            await db.SaveChangesAsync(cancel);
            return fresh;
        }, cancel);
        try
        {
            return new Keyed(_protector.Unprotect(stored));
        }
        catch (CryptographicException lost)
        {
            throw new InvalidOperationException(
                "The pseudonyms' secret cannot be read: the 'keys' folder of Storage:Folder is not the one it was protected with. Restore that folder.", lost);
        }
    }

    internal sealed class Keyed(byte[] key)
    {
        /// <summary>"P" and 16 hexadecimal digits.</summary>
        public string Of(string linkKeyHash, int ordinal) =>
            "P" + Convert.ToHexStringLower(HMACSHA256.HashData(
                key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"patient {linkKeyHash} {ordinal}"))).AsSpan(0, 8));
    }
}
