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
                await validate(context);
                // A copy of a cookie that was signed out is worth nothing.
                if (context.Principal is { } user && context.HttpContext.RequestServices.GetRequiredService<Sessions>().IsSignedOut(user))
                    context.RejectPrincipal();
            };
            cookie.Events.OnRedirectToLogin = context => AnswerOrRedirect(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => AnswerOrRedirect(context, StatusCodes.Status403Forbidden);
        });
        // An account that is disabled or loses a role is out within a minute, in requests and (see AccountRevalidation) in circuits.
        services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = TimeSpan.FromMinutes(1);
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

    private static Task AnswerOrRedirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (ProgramPaths.Include(context.Request.Path))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
