using Microsoft.Extensions.Logging;

namespace OxiPortal.Inference.Models;

internal static partial class ModelLog
{
    public static void Running(ILogger logger, Device device, IReadOnlyList<string> refusals)
    {
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        var name = device.Name();
        var why = refusals.Count == 0 ? "as asked" : string.Join(", ", refusals);
        Running(logger, name, why);
    }

    [LoggerMessage(EventId = 3000, Level = LogLevel.Information, Message = "Models run on {Device}: {Why}.")]
    private static partial void Running(ILogger logger, string device, string why);
}
