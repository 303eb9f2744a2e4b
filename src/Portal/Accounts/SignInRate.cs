using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace OxiPortal.Portal.Accounts;

/// <summary>Slows guessing of passwords and setup links: so many posts a minute from one address.</summary>
public static class SignInRate
{
    public const string Policy = "sign-in";

    public static void Add(RateLimiterOptions options, int attemptsPerMinute)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (context, cancel) =>
        {
            context.HttpContext.Response.ContentType = "text/plain; charset=utf-8";
            context.HttpContext.Response.Headers.RetryAfter = "60";
            await context.HttpContext.Response.WriteAsync("Too many attempts to sign in from this address. Wait a minute, then try again.", cancel);
        };
        options.AddPolicy(Policy, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = attemptsPerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter(""));
    }
}
