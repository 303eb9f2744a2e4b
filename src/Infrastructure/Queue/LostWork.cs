using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>Looks for work whose worker is gone while nobody asks for any.</summary>
public sealed partial class LostWork(DatabaseAnalysisQueue queue, IOptions<QueueOptions> options, TimeProvider time, ILogger<LostWork> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LeaseSeconds / 2), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await queue.TakeBackLostAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
    }

    [LoggerMessage(EventId = 2200, Level = LogLevel.Warning, Message = "Work that was left unfinished could not be looked for; trying again.")]
    private partial void LogFailed(Exception e);
}
