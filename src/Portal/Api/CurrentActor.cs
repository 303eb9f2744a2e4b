using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Portal.Api;

/// <summary>Who makes a request.</summary>
public static class CurrentActor
{
    /// <exception cref="AccessDeniedException">Nobody, or a principal without an account id and a site.</exception>
    public static Actor Actor(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ActorClaims.From(context.User) ?? throw new AccessDeniedException("Nobody is signed in.");
    }
}
