using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Service;

/// <summary>
/// The inference service: leases work, one film at a time, for as long as the host runs. On shutdown the film in hand is finished if the
/// host's shutdown time allows, else given back to the queue.
/// </summary>
/// <param name="queue">Where work comes from and events go.</param>
/// <param name="job">Does one piece of work.</param>
/// <param name="time">For waiting.</param>
/// <param name="log">No patient data.</param>
public sealed class AnalysisWorker(IAnalysisQueue queue, AnalysisJob job, TimeProvider time, ILogger<AnalysisWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _abandon = new();

    /// <summary>Who leases: the machine and process, so that a stuck lease can be told to belong to one that is gone.</summary>
    public string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The host's patience ends with its token: what is then still running is given back.
        await using var patience = cancellationToken.Register(_abandon.Cancel);
        await base.StopAsync(cancellationToken);
        // The base waits no longer than the host's patience: giving back takes a moment more.
        if (ExecuteTask is { IsCompleted: false } givingBack)
            await Task.WhenAny(givingBack, Task.Delay(GiveBackWithin, time, CancellationToken.None));
    }

    public override void Dispose()
    {
        _abandon.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        InferenceLog.Started(log, Name);
        var pause = TimeSpan.FromSeconds(1);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var lease = await queue.LeaseAsync(Name, stoppingToken);
                await job.RunAsync(lease, _abandon.Token);
                pause = TimeSpan.FromSeconds(1);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                InferenceLog.QueueFailed(log, e, pause.TotalSeconds);
                try
                {
                    await Task.Delay(pause, time, stoppingToken);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
        InferenceLog.Stopped(log, Name);
    }
}
