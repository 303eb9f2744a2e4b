using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Portal.Accounts;

/// <summary>
/// Whether a signed-in session still holds: its account is enabled, its security stamp is the current one, and nobody has signed it out.
/// A cookie is looked at with every request; circuits and hub connections make none, so they ask here.
/// </summary>
public sealed class Sessions(IServiceScopeFactory scopes, IOptions<IdentityOptions> identity, TimeProvider time)
{
    /// <summary>Names the session: the same in the cookie, in its circuits and its hub connections.</summary>
    public const string Claim = "oxi:session";

    // Cookies slide: one that is used lives on, one that was signed out is refused and so does not.
    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(2);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _signedOut = new(StringComparer.Ordinal);

    /// <summary>A session was signed out: whatever still runs under it must end.</summary>
    public event Action<string>? SignedOut;

    public static System.Security.Claims.Claim NewClaim() => new(Claim, Guid.NewGuid().ToString("N"));

    public void SignOut(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(Claim) is not { } session)
            return;
        var now = time.GetUtcNow();
        foreach (var (old, at) in _signedOut.Where(s => now - s.Value > LongestSession))
            _signedOut.TryRemove(new(old, at));
        _signedOut[session] = now;
        SignedOut?.Invoke(session);
    }

    public bool IsSignedOut(ClaimsPrincipal user) => user.FindFirstValue(Claim) is not { } session || _signedOut.ContainsKey(session);

    public async Task<bool> HoldsAsync(ClaimsPrincipal user)
    {
        if (IsSignedOut(user))
            return false;
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var account = await users.GetUserAsync(user);
        return account is { Disabled: false }
            && user.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) == await users.GetSecurityStampAsync(account);
    }
}
