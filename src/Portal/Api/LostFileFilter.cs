using OxiPortal.Domain.Imaging;

namespace OxiPortal.Portal.Api;

/// <summary>A film is on record but its file cannot be opened, or is not what was received: said so, and logged for whoever keeps the storage folder.</summary>
public sealed partial class LostFileFilter(ILogger<LostFileFilter> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            return await next(context);
        }
        catch (StoreAwayException e)
        {
            LogAway(log, e);
            return Results.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable,
                title: "The place where films are kept does not answer at the moment. Try again in a minute; if it lasts, tell your administrator.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException or DamagedInstanceException)
        {
            LogLost(log, e);
            return Results.Problem(
                statusCode: StatusCodes.Status500InternalServerError,
                title: e is DamagedInstanceException
                    ? "The stored file of this film is damaged, so it is not shown. Tell your administrator: it must be restored from a backup."
                    : "The stored file of this film cannot be opened. Tell your administrator: it must be restored from a backup.");
        }
    }

    [LoggerMessage(EventId = 1300, Level = LogLevel.Error, Message = "The stored file of an instance on record cannot be opened.")]
    internal static partial void LogLost(ILogger log, Exception e);

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "The instance store does not answer.")]
    internal static partial void LogAway(ILogger log, Exception e);
}
