namespace OxiPortal.Infrastructure.Queue;

/// <summary>
/// Wakes whoever waits within this process. Take <see cref="Next"/> before looking at the rows and await it after: what is committed in
/// between has then completed it already, so nothing is missed.
/// </summary>
public sealed class WakeSignal
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Wake() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Until woken or the time is up, whichever comes first.</summary>
    public static async Task WaitAsync(Task next, TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(next, Task.Delay(atMost, time, timer.Token));
        await timer.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    // Continuations must not run inside the transaction's thread.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
