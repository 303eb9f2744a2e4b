using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Identity;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>Components rendered for one of the fixture's accounts.</summary>
internal static class SignedInComponents
{
    /// <summary>Before the first component is rendered. With what is returned another account can sign in later.</summary>
    public static BunitAuthorizationContext SignIn(this BunitContext context, PortalFixture portal, Role role) =>
        context.AddAuthorization().SignIn(portal, role);

    public static BunitAuthorizationContext SignIn(this BunitAuthorizationContext authorization, PortalFixture portal, Role role)
    {
        var actor = portal.Actor(role);
        return authorization.SetAuthorized(actor.DisplayName).SetRoles(role.ToString()).SetClaims(
            new Claim(ClaimTypes.NameIdentifier, actor.UserId.ToString()), new Claim(ActorClaims.Site, actor.Site.ToString()), new Claim(ActorClaims.DisplayName, actor.DisplayName));
    }
}
