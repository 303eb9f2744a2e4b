using Microsoft.AspNetCore.Authorization;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Portal.Tokens;

/// <summary>Authorisation policies for programs: each asks for a service token of that scope. A signed-in person's cookie does not do.</summary>
public static class ServicePolicies
{
    public const string Inference = "service:inference";

    public static void Add(AuthorizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(options, Inference, ServiceScope.Inference);
    }

    // The policy names the scheme, no endpoint does: a token is read where a program is asked for, and nowhere else.
    private static void Require(AuthorizationOptions options, string policy, ServiceScope scope) =>
        options.AddPolicy(policy, p => p
            .AddAuthenticationSchemes(ServiceTokenScheme.Name)
            .RequireAuthenticatedUser()
            .RequireClaim(ServiceClaims.Scope, scope.ToString()));
}
