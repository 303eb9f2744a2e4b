using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Portal.Tokens;

/// <summary>Authorisation policies for programs: each asks for a service token of that scope. A signed-in person's cookie does not do, but for an administrator's at the figures.</summary>
public static class ServicePolicies
{
    public const string Inference = "service:inference";

    /// <summary>The portal's figures: for programs, and for administrators who look at them.</summary>
    public const string Metrics = "service:metrics";

    public static void Add(AuthorizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(options, Inference, ServiceScope.Inference);
        options.AddPolicy(Metrics, p => p
            .AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, ServiceTokenScheme.Name)
            .RequireAuthenticatedUser()
            .RequireAssertion(c => c.User.IsInRole(nameof(Role.Administrator)) || c.User.HasClaim(ServiceClaims.Scope, nameof(ServiceScope.Metrics))));
    }

    // The policy names the scheme, no endpoint does: a token is read where a program is asked for, and nowhere else.
    private static void Require(AuthorizationOptions options, string policy, ServiceScope scope) =>
        options.AddPolicy(policy, p => p
            .AddAuthenticationSchemes(ServiceTokenScheme.Name)
            .RequireAuthenticatedUser()
            .RequireClaim(ServiceClaims.Scope, scope.ToString()));
}
