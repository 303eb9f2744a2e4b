using Microsoft.AspNetCore.Identity;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Portal.Api;

namespace OxiPortal.Portal.Accounts;

/// <summary>Signing out. (Signing in and setting up are pages.)</summary>
public static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/account/logout", async (SignInManager<PortalUser> signIn, Sessions sessions, AuditSignIns audit, HttpContext context) =>
        {
            sessions.SignOut(context.User);
            await signIn.SignOutAsync();
            // Last: who wants to leave is let go, whatever becomes of the record.
            if (ActorClaims.From(context.User) is { } actor)
                await audit.SignedOutAsync(actor, CancellationToken.None);
            return Results.Redirect("/account/login");
        }).AddEndpointFilter<RequireAntiforgery>();
}
