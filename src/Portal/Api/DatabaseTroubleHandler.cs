using System.Net.Mime;
using Microsoft.AspNetCore.Diagnostics;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Portal.Api;

/// <summary>A database that is held by another program, or whose disk is full, is no fault of the request: 503, to programs as problem details, to people as one sentence.</summary>
internal sealed partial class DatabaseTroubleHandler(ILogger<DatabaseTroubleHandler> log) : IExceptionHandler
{
    private const string RetryAfterSeconds = "60";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (DatabaseTrouble.SentenceOf(exception) is not { } sentence)
            return false;
        LogRefused(log, exception);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        // The error page's own address stands in the request by now.
        if (ProgramPaths.Include(httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path))
            await Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: sentence).ExecuteAsync(httpContext);
        else
            await Results.Text(sentence, MediaTypeNames.Text.Plain, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(1501, LogLevel.Error, "A request was refused because the database cannot store anything at the moment.")]
    private static partial void LogRefused(ILogger logger, Exception e);
}
