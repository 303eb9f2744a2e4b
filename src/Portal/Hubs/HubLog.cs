namespace OxiPortal.Portal.Hubs;

/// <summary>1600 to 1699.</summary>
internal static partial class HubLog
{
    [LoggerMessage(EventId = 1600, Level = LogLevel.Warning, Message = "It cannot be told whether a watcher's session still holds; its connection is ended.")]
    public static partial void SessionNotChecked(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1601, Level = LogLevel.Warning, Message = "Deliveries cannot be traced: their analyses cannot be looked up. Watchers get their events all the same.")]
    public static partial void DeliveryNotTraced(ILogger logger, Exception exception);
}
