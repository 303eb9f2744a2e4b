using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Portal.Observability;

/// <summary>One look at the queue.</summary>
/// <param name="Failed">Films whose analysis failed for a technical reason.</param>
public sealed record QueueLook(QueueState State, int Failed);

/// <summary>A point of the status page's plot.</summary>
public readonly record struct QueuePoint(DateTimeOffset At, int Waiting, int Running);

/// <summary>Looks at the queue every ten seconds, for health, metrics and the status page, and remembers the last hour. In memory: a start forgets.</summary>
public sealed class QueueWatch : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger<QueueWatch> _log;
    private readonly Glance<QueueState> _state;
    private readonly Glance<int> _failed;
    private readonly Lock _gate = new();
    private readonly Queue<QueuePoint> _points = [];
    private bool _silent;

    public QueueWatch(ReadQueueState read, TimeProvider time, ILogger<QueueWatch> log)
    {
        (_time, _log) = (time, log);
        _state = new(read.RunAsync, Every - TimeSpan.FromSeconds(1), time);
        _failed = new(read.CountFailedAsync, TimeSpan.FromMinutes(1), time);
    }

    /// <summary>The last look, where it is not older than a minute: an old figure must not pass for a new one.</summary>
    public QueueLook? Latest => _state.Latest is { } state && _time.GetUtcNow() - state.At < TimeSpan.FromMinutes(1) ? new(state, _failed.Latest) : null;

    /// <summary>The last hour, oldest first.</summary>
    public IReadOnlyList<QueuePoint> Points
    {
        get
        {
            lock (_gate)
                return [.. _points];
        }
    }

    /// <exception cref="TimeoutException">The database does not answer.</exception>
    public async Task<QueueLook> LookAsync(CancellationToken cancel)
    {
        var state = await _state.AskAsync(Patience, cancel);
        var failed = await _failed.AskAsync(Patience, cancel);
        lock (_gate)
        {
            if (_points.Count == 0 || _points.Last().At < state.At)
                _points.Enqueue(new(state.At, state.WaitingJobs, state.InHand.Count));
            while (_points.TryPeek(out var oldest) && state.At - oldest.At > Remembered)
                _points.Dequeue();
        }
        return new(state, failed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            do
            {
                await LookOrLogAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task LookOrLogAsync(CancellationToken cancel)
    {
        try
        {
            await LookAsync(cancel);
            _silent = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Once, not every ten seconds: health says it all the while.
            if (!_silent)
                ObservabilityLog.QueueNotSeen(_log, e);
            _silent = true;
        }
    }
}
