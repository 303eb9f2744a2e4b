namespace OxiPortal.Portal.Observability;

/// <summary>1400 to 1499.</summary>
internal static partial class ObservabilityLog
{
    [LoggerMessage(EventId = 1400, Level = LogLevel.Warning, Message = "The queue cannot be looked at; its figures are missing until it can.")]
    public static partial void QueueNotSeen(ILogger logger, Exception exception);
}
