using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Portal.Worklist;

/// <summary>
/// Calls back after one of its signals woke, at most so often, until disposed; and now and then without a signal, for what other processes write.
/// What happened is not said: the rows are the truth, look at them.
/// </summary>
public sealed class LiveUpdates : IAsyncDisposable
{
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="time">For the pause between two calls.</param>
    /// <param name="changed">Called once for all that happened since its last call. Not called again before it has ended.</param>
    /// <param name="signals">What wakes.</param>
    public LiveUpdates(TimeProvider time, Func<Task> changed, params IReadOnlyList<WakeSignal> signals)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(signals);
        _loop = RunAsync(signals, time, changed, Next(signals), _stop.Token);
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

    private static async Task RunAsync(IReadOnlyList<WakeSignal> signals, TimeProvider time, Func<Task> changed, Task next, CancellationToken stop)
    {
        while (true)
        {
            await WakeSignal.WaitAsync(next, AtLeastEvery, time, stop);
            await Task.Delay(AtMostEvery, time, stop);
            // Whoever still waits may go on waiting: nothing has happened since.
            if (next.IsCompleted)
                next = Next(signals);
            await changed();
        }
    }

    private static Task<Task> Next(IReadOnlyList<WakeSignal> signals) => Task.WhenAny(signals.Select(s => s.Next));
}
