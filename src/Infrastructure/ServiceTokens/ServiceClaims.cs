using System.Globalization;
using System.Security.Claims;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>Between a program's principal and its <see cref="ServiceIdentity"/>. It has no account id and no role, so that <see cref="ActorClaims"/> finds nobody in it.</summary>
public static class ServiceClaims
{
    public const string TokenId = "oxi:token";
    public const string Name = "oxi:token-name";
    public const string Scope = "oxi:scope";

    /// <param name="service">A token's owner, checked.</param>
    /// <param name="scheme">That authenticated it.</param>
    public static ClaimsPrincipal ToPrincipal(this ServiceIdentity service, string scheme)
    {
        ArgumentNullException.ThrowIfNull(service);
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(TokenId, service.TokenId.ToString()),
                new Claim(Name, service.Name),
                new Claim(ActorClaims.Site, service.Site.ToString()),
                .. service.Scopes.Select(s => new Claim(Scope, s.ToString())),
            ],
            scheme, Name, roleType: null));
    }

    /// <summary>Null: no program is signed in.</summary>
    public static ServiceIdentity? From(ClaimsPrincipal? principal)
    {
        if (principal?.Identity?.IsAuthenticated != true
            || !Guid.TryParse(principal.FindFirstValue(TokenId), out var id)
            || !int.TryParse(principal.FindFirstValue(ActorClaims.Site), NumberStyles.None, CultureInfo.InvariantCulture, out var site))
            return null;
        var scopes = Enum.GetValues<ServiceScope>().Where(s => principal.HasClaim(Scope, s.ToString())).ToHashSet();
        return new ServiceIdentity(id, principal.FindFirstValue(Name) ?? "", new SiteId(site), scopes);
    }
}
