using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Portal.Worklist;

/// <summary>
/// Calls back after analyses moved on, at most so often, until disposed. What happened is not said: the rows are the truth, look at them.
/// </summary>
public sealed class LiveUpdates : IAsyncDisposable
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="signals">What wakes.</param>
    /// <param name="time">For the pause between two calls.</param>
    /// <param name="changed">Called once for all that happened since its last call. Not called again before it has ended.</param>
    public LiveUpdates(QueueSignals signals, TimeProvider time, Func<Task> changed)
    {
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(changed);
        _loop = RunAsync(signals, time, changed, signals.Events.Next, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _loop;
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
        _stop.Dispose();
    }

    private static async Task RunAsync(QueueSignals signals, TimeProvider time, Func<Task> changed, Task next, CancellationToken stop)
    {
        while (true)
        {
            await next.WaitAsync(stop);
            await Task.Delay(AtMostEvery, time, stop);
            next = signals.Events.Next;
            await changed();
        }
    }
}
