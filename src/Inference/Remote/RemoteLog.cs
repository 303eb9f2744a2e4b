using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Detection;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Remote;

/// <summary>No line here names a patient, a study, an instance or a token.</summary>
internal static partial class RemoteLog
{
    [LoggerMessage(EventId = 3150, Level = LogLevel.Information, Message = "The portal has let this service in; it analyses with {Models}.")]
    public static partial void LetIn(ILogger logger, PipelineIdentity models);

    [LoggerMessage(EventId = 3151, Level = LogLevel.Warning, Message = "No work from the portal: {Sentence} Asking again in {Seconds:F0} s.")]
    public static partial void OtherModels(ILogger logger, string sentence, double seconds);

    [LoggerMessage(EventId = 3152, Level = LogLevel.Warning, Message = "{Sentence} Asking for work again in {Seconds:F1} s.")]
    public static partial void NoAnswer(ILogger logger, string sentence, double seconds);

    [LoggerMessage(EventId = 3153, Level = LogLevel.Warning, Message = "The portal did not answer ({Trouble}); trying again in {Seconds:F1} s.")]
    public static partial void TryingAgain(ILogger logger, string trouble, double seconds);

    [LoggerMessage(EventId = 3154, Level = LogLevel.Warning, Message = "Analysis {Analysis}, attempt {Attempt}: the portal took no more: {Sentence}")]
    public static partial void NotTaken(ILogger logger, AnalysisId analysis, int attempt, string sentence);
}
