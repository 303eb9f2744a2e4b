using System.Net.Mime;
using Microsoft.AspNetCore.Diagnostics;
using OxiPortal.Infrastructure.Audit;

namespace OxiPortal.Portal.Api;

/// <summary>What cannot be put on record is not given: 503, to programs as problem details, to people as one sentence.</summary>
internal sealed partial class AuditUnavailableHandler(ILogger<AuditUnavailableHandler> log) : IExceptionHandler
{
    private const string RetryAfterSeconds = "60";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not AuditUnavailableException)
            return false;
        LogRefused(log, exception);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        // The error page's own address stands in the request by now.
        if (ProgramPaths.Include(httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path))
            await Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: exception.Message).ExecuteAsync(httpContext);
        else
            await Results.Text(exception.Message, MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(1500, LogLevel.Critical, "Access was refused because the audit record cannot be written.")]
    private static partial void LogRefused(ILogger logger, Exception e);
}
