using System.Globalization;
using System.Security.Claims;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Identity;

/// <summary>Between a signed-in principal and the <see cref="Actor"/> that use cases take.</summary>
public static class ActorClaims
{
    public const string Site = "oxi:site";
    public const string DisplayName = "oxi:name";

    /// <summary>The address that asked; put in by the host with each request and each circuit, never kept in a cookie.</summary>
    public const string Origin = "oxi:origin";

    /// <summary>What stands where no address is known.</summary>
    public const string UnknownOrigin = "unknown";

    /// <summary>Null: nobody is signed in.</summary>
    public static Actor? From(ClaimsPrincipal? principal)
    {
        if (principal?.Identity?.IsAuthenticated != true
            || !Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || !int.TryParse(principal.FindFirstValue(Site), NumberStyles.None, CultureInfo.InvariantCulture, out var site))
            return null;
        var roles = Enum.GetValues<Role>().Where(r => principal.IsInRole(r.ToString())).ToHashSet();
        return new Actor(id, principal.FindFirstValue(DisplayName) ?? principal.Identity.Name ?? "", new SiteId(site), roles)
        {
            Origin = principal.FindFirstValue(Origin) ?? UnknownOrigin,
        };
    }
}
