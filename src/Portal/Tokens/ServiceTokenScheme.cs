using Microsoft.AspNetCore.Authentication;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Tokens;

/// <summary>Programs sign in with <c>Authorization: Bearer oxi_...</c>, each request anew (RFC 6750). Beside people's cookie, which stays the default.</summary>
public static class ServiceTokenScheme
{
    public const string Name = "ServiceToken";

    public static IServiceCollection AddServiceTokens(this IServiceCollection services, PortalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(_ => new ServiceTokenRate(options.ServiceTokenFailuresPerMinute, options.ServiceRequestsPerMinute));
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ServiceTokenHandler>(Name, configureOptions: null);
        services.AddAuthorization(ServicePolicies.Add);
        return services;
    }
}
