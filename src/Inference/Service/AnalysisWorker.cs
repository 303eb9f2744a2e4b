using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Service;

/// <summary>
/// The inference service: leases work, as many films as it takes at once, for as long as the host runs. On shutdown the films in hand are finished
/// if the host's shutdown time allows, else given back to the queue.
/// </summary>
/// <param name="queue">Where work comes from and events go.</param>
/// <param name="job">Does one piece of work; several run at once.</param>
/// <param name="filmsAtOnce">From 1. A GPU is full only where several films share its batches; a CPU gains nothing.</param>
/// <param name="time">For waiting.</param>
/// <param name="log">No patient data.</param>
public sealed class AnalysisWorker(IAnalysisQueue queue, AnalysisJob job, int filmsAtOnce, TimeProvider time, ILogger<AnalysisWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GiveBackWithin = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _abandon = new();
    private readonly SemaphoreSlim _free = new(filmsAtOnce, filmsAtOnce);

    // In a row.
    private int _failures;
    private volatile bool _pauseDue;

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
        _free.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        InferenceLog.Started(log, Name);
        var inHand = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PauseAfterFailureAsync(stoppingToken);
                await _free.WaitAsync(stoppingToken);
                // Only this loop takes places: what is free now stays free.
                _free.Release();
                var leases = await queue.LeaseAsync(Name, _free.CurrentCount, stoppingToken);
                inHand.RemoveAll(film => film.IsCompleted);
                foreach (var lease in leases)
                {
                    // What was tried before may bring the process down: no other film shares that.
                    if (lease.Attempt > 1)
                        await Task.WhenAll(inHand);
                    await _free.WaitAsync(CancellationToken.None);
                    var film = RunAsync(lease);
                    inHand.Add(film);
                    if (lease.Attempt > 1)
                        await film;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Failed(e);
            }
        }
        await Task.WhenAll(inHand);
        InferenceLog.Stopped(log, Name);
    }

    private async Task RunAsync(AnalysisLease lease)
    {
        try
        {
            await job.RunAsync(lease, _abandon.Token);
            Volatile.Write(ref _failures, 0);
        }
        catch (Exception e)
        {
            Failed(e);
        }
        finally
        {
            _free.Release();
        }
    }

    private void Failed(Exception e)
    {
        var failures = Interlocked.Increment(ref _failures);
        _pauseDue = true;
        InferenceLog.QueueFailed(log, e, Pause(failures).TotalSeconds);
    }

    private async Task PauseAfterFailureAsync(CancellationToken cancel)
    {
        if (!_pauseDue)
            return;
        _pauseDue = false;
        await Task.Delay(Pause(Volatile.Read(ref _failures)), time, cancel);
    }

    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Clamp(failures, 1, 10) - 1), LongestPause.TotalSeconds));
}
