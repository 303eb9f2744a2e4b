using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Portal.Accounts;

/// <summary>
/// Puts the address that asks beside who asks, for the audit record. Anew with each request: it never gets into the cookie. A circuit keeps the principal
/// of the connection that it began on, and so that connection's address.
/// </summary>
internal sealed class OriginClaim(IHttpContextAccessor accessor) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (accessor.HttpContext is not { } context || principal.HasClaim(c => c.Type == ActorClaims.Origin))
            return Task.FromResult(principal);
        var known = principal.Clone();
        known.AddIdentity(new ClaimsIdentity([new Claim(ActorClaims.Origin, RemoteOrigin.Of(context))]));
        return Task.FromResult(known);
    }
}
