using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Portal.Api;

/// <summary>Who makes a request.</summary>
public static class CurrentActor
{
    private static readonly HashSet<Role> NoRoles = [];

    /// <exception cref="AccessDeniedException">Nobody, or a principal without an account id and a site.</exception>
    public static Actor Actor(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ActorClaims.From(context.User) ?? throw new AccessDeniedException("Nobody is signed in.");
    }

    /// <summary>The program that makes a request, for the audit record: it has no role, so that no use case of people takes it.</summary>
    /// <exception cref="AccessDeniedException">No service token came with the request.</exception>
    public static Actor ServiceActor(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var service = ServiceClaims.From(context.User) ?? throw new AccessDeniedException("No program is signed in.");
        return new Actor(service.TokenId, service.Name, service.Site, NoRoles) { Origin = RemoteOrigin.Of(context) };
    }
}
