namespace OxiPortal.Portal.Studies;

/// <summary>What the study page logs. Names no patient and no study.</summary>
internal static partial class StudyLog
{
    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "An act of a read could not be kept; it is tried again.")]
    public static partial void ActNotKept(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Warning, Message = "Watching a study's analyses stopped; it begins again.")]
    public static partial void WatchStopped(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Error, Message = "The film viewer could not be opened in the browser.")]
    public static partial void ViewerNotOpened(ILogger logger, Exception exception);
}
