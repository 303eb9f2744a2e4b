using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace OxiPortal.Portal.Accounts;

/// <summary>
/// Signs a circuit out: at once when its session is signed out in another tab, within a minute when its account is disabled or its rights
/// change. A circuit makes no requests that the cookie's own validation could look at.
/// </summary>
internal sealed class AccountRevalidation : RevalidatingServerAuthenticationStateProvider
{
    private readonly Sessions _sessions;

    public AccountRevalidation(ILoggerFactory loggers, Sessions sessions)
        : base(loggers)
    {
        _sessions = sessions;
        sessions.SignedOut += OnSignedOut;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        _sessions.HoldsAsync(authenticationState.User);

    protected override void Dispose(bool disposing)
    {
        _sessions.SignedOut -= OnSignedOut;
        base.Dispose(disposing);
    }

    private void OnSignedOut(string session) => _ = EndAsync(session);

    private async Task EndAsync(string session)
    {
        if ((await GetAuthenticationStateAsync()).User.FindFirstValue(Sessions.Claim) == session)
            SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
    }
}
