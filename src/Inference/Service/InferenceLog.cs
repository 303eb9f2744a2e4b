using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Service;

/// <summary>No line here names a patient, a study or an instance: an analysis has its own id.</summary>
internal static partial class InferenceLog
{
    [LoggerMessage(EventId = 3100, Level = LogLevel.Information, Message = "Inference worker {Worker} started.")]
    public static partial void Started(ILogger logger, string worker);

    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "Inference worker {Worker} stopped.")]
    public static partial void Stopped(ILogger logger, string worker);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Information, Message = "Analysis {Analysis}, attempt {Attempt}: {Irregularities} irregularities in {Milliseconds:F0} ms.")]
    public static partial void Completed(ILogger logger, AnalysisId analysis, int attempt, int irregularities, double milliseconds);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Information, Message = "Analysis {Analysis}, attempt {Attempt}: refused ({Code}).")]
    public static partial void Refused(ILogger logger, AnalysisId analysis, int attempt, string code);

    [LoggerMessage(EventId = 3104, Level = LogLevel.Warning, Message = "Analysis {Analysis}, attempt {Attempt}: the lease was lost; what was done is dropped.")]
    public static partial void LeaseLost(ILogger logger, AnalysisId analysis, int attempt);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Error, Message = "Analysis {Analysis}, attempt {Attempt}: failed unexpectedly.")]
    public static partial void Failed(ILogger logger, Exception exception, AnalysisId analysis, int attempt);

    [LoggerMessage(EventId = 3106, Level = LogLevel.Error, Message = "The queue cannot be reached; trying again in {Seconds} s.")]
    public static partial void QueueFailed(ILogger logger, Exception exception, double seconds);

    [LoggerMessage(EventId = 3107, Level = LogLevel.Warning, Message = "Analysis {Analysis}, attempt {Attempt}: given back, since the service is stopping.")]
    public static partial void GivenBack(ILogger logger, AnalysisId analysis, int attempt);

    [LoggerMessage(EventId = 3109, Level = LogLevel.Error, Message = "Analysis {Analysis}, attempt {Attempt}: what was sent was refused.")]
    public static partial void NotKept(ILogger logger, Exception exception, AnalysisId analysis, int attempt);

    [LoggerMessage(EventId = 3108, Level = LogLevel.Warning, Message = "Analysis {Analysis}, attempt {Attempt}: the lease could not be prolonged; trying again.")]
    public static partial void HeartbeatFailed(ILogger logger, Exception exception, AnalysisId analysis, int attempt);
}
