using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Tokens;

namespace OxiPortal.Portal.Tests.Api.Inference;

/// <summary>Service tokens that say what they are: "site-2" belongs to that site and may analyse, "export-only" may not.</summary>
internal sealed class TestServiceScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    private const string Name = "TestService";
    private const string Scope = "test:scope";

    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TestServiceScheme>(Name, null);
        services.PostConfigure<Microsoft.AspNetCore.Authorization.AuthorizationOptions>(authorization => authorization.AddPolicy(
            ServicePolicies.Inference, policy => policy.AddAuthenticationSchemes(Name).RequireClaim(Scope, "Inference")));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = Request.Headers.Authorization.ToString();
        Claim[]? claims = token switch
        {
            "Bearer export-only" => [new(ServiceClaims.TokenId, Guid.NewGuid().ToString()), new(ActorClaims.Site, "1"), new(Scope, "Export")],
            _ when token.StartsWith("Bearer site-", StringComparison.Ordinal) =>
                [
                new(ServiceClaims.TokenId, Guid.NewGuid().ToString()), new(ActorClaims.Site, token["Bearer site-".Length..]),
                new(ServiceClaims.Name, "reading room"), new(Scope, "Inference"),
            ],
            _ => null,
        };
        return Task.FromResult(claims is null
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name)));
    }
}
