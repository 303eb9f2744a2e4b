using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using OxiPortal.Portal.Api;
using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Accounts;

/// <summary>The cookie of people who are signed in. Programs get 401 and 403, people the sign-in page.</summary>
public static class SignInCookie
{
    private static readonly TimeSpan ValidatedFor = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddSignInCookie(this IServiceCollection services, PortalOptions options, bool https)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = https ? "__Host-oxi" : "oxi";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.Path = "/";
            cookie.LoginPath = "/account/login";
            cookie.LogoutPath = "/account/logout";
            cookie.AccessDeniedPath = "/account/denied";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(options.SignedInMinutes);
            cookie.SlidingExpiration = true;
            cookie.Events.OnSigningIn = context =>
            {
                ((ClaimsIdentity)context.Principal!.Identity!).AddClaim(Sessions.NewClaim());
                return Task.CompletedTask;
            };
            var validate = cookie.Events.OnValidatePrincipal;
            cookie.Events.OnValidatePrincipal = async context =>
            {
                // Health is told while the database is away: who cannot be known without it counts as nobody. The cookie stays as it is.
                if (!PortalHealth.IsAsked(context.Request.Path))
                    await validate(context);
                else if (!IsFresh(context))
                    context.RejectPrincipal();
                // A copy of a cookie that was signed out is worth nothing.
                if (context.Principal is { } user && context.HttpContext.RequestServices.GetRequiredService<Sessions>().IsSignedOut(user))
                    context.RejectPrincipal();
            };
            // A renewed cookie counts as validated just now.
            cookie.Events.OnCheckSlidingExpiration = context =>
            {
                context.ShouldRenew &= !PortalHealth.IsAsked(context.Request.Path);
                return Task.CompletedTask;
            };
            cookie.Events.OnRedirectToLogin = context => AnswerOrRedirect(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => AnswerOrRedirect(context, StatusCodes.Status403Forbidden);
        });
        // An account that is disabled or loses a role is out within a minute, in requests and (see AccountRevalidation) in circuits.
        services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = ValidatedFor;
            // The new principal comes from the database, which knows nothing of sessions.
            o.OnRefreshingPrincipal = context =>
            {
                if (context.CurrentPrincipal?.FindFirst(Sessions.Claim) is { } session)
                    ((ClaimsIdentity)context.NewPrincipal!.Identity!).AddClaim(session.Clone());
                return Task.CompletedTask;
            };
        });
        services.AddSingleton<Sessions>();
        services.AddSingleton<IClaimsTransformation, OriginClaim>();
        return services;
    }

    // Its stamp was compared with the account's when it was issued.
    private static bool IsFresh(CookieValidatePrincipalContext context) =>
        context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - context.Properties.IssuedUtc <= ValidatedFor;

    private static Task AnswerOrRedirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (ProgramPaths.Include(context.Request.Path))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
