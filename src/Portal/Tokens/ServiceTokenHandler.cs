using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.ServiceTokens;

namespace OxiPortal.Portal.Tokens;

/// <summary>Reads a program's token, and answers with problem details where there is none that opens the address.</summary>
internal sealed class ServiceTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, CheckServiceToken check, ServiceTokenRate rate,
    AuditTokenRefusals audit)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer";

    // One handler serves one request: the challenge says what the check found.
    private Refusal _refusal = Refusal.NoToken;

    private enum Refusal
    {
        NoToken,
        NotValid,
        TooManyFailures,
        TooManyRequests,
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Token(Request.Headers.Authorization) is not { } token)
            return AuthenticateResult.NoResult();
        var address = Context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (!rate.MayTry(address, token))
            return Refuse(Refusal.TooManyFailures);
        if (await check.RunAsync(token, Context.RequestAborted) is not { } service)
        {
            rate.Failed(address, token);
            ServiceTokenLog.Refused(Logger);
            await audit.RunAsync(token, RemoteOrigin.Of(Context), Context.RequestAborted);
            return Refuse(Refusal.NotValid);
        }
        return rate.Passed(service.TokenId, token)
            ? AuthenticateResult.Success(new AuthenticationTicket(service.ToPrincipal(Scheme.Name), Scheme.Name))
            : Refuse(Refusal.TooManyRequests);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        switch (_refusal)
        {
            case Refusal.NotValid:
                Response.Headers.WWWAuthenticate = $"{Bearer} error=\"invalid_token\"";
                await AnswerAsync(
                    StatusCodes.Status401Unauthorized,
                    "This service token is not valid: it is unknown, has expired or was revoked. Ask an administrator for a new one.");
                return;
            case Refusal.TooManyFailures:
                Response.Headers.RetryAfter = ServiceTokenRate.FailuresRetryAfterSeconds;
                await AnswerAsync(
                    StatusCodes.Status429TooManyRequests,
                    "Too many requests with service tokens that are not valid came from this address. Wait a minute, then try again.");
                return;
            case Refusal.TooManyRequests:
                Response.Headers.RetryAfter = ServiceTokenRate.RequestsRetryAfterSeconds;
                await AnswerAsync(StatusCodes.Status429TooManyRequests, "Too many requests came with this service token. Wait a second, then go on more slowly.");
                return;
            default:
                Response.Headers.WWWAuthenticate = Bearer;
                await AnswerAsync(
                    StatusCodes.Status401Unauthorized,
                    "This address is for programs: send the header 'Authorization: Bearer' with a service token that an administrator has issued.");
                return;
        }
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = $"{Bearer} error=\"insufficient_scope\"";
        return AnswerAsync(
            StatusCodes.Status403Forbidden, "This service token lacks the scope that this address asks for. Ask an administrator for a token with that scope.");
    }

    /// <summary>Null: the request carries no bearer token. Another scheme's credentials are somebody else's matter.</summary>
    private static string? Token(string? authorization) =>
        authorization is not null && authorization.StartsWith(Bearer + " ", StringComparison.OrdinalIgnoreCase) ? authorization[(Bearer.Length + 1)..].Trim() : null;

    private AuthenticateResult Refuse(Refusal refusal)
    {
        _refusal = refusal;
        return AuthenticateResult.Fail("The service token was refused.");
    }

    private Task AnswerAsync(int status, string sentence) => Results.Problem(statusCode: status, title: sentence).ExecuteAsync(Context);
}
