namespace OxiPortal.Chaos.Tests;

/// <summary>The work rings when it reaches a point; the fault waits for its own.</summary>
internal sealed class PhaseBell(Phase phase, int occurrence)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = occurrence;

    public void Ring(Phase reached)
    {
        if (reached == phase && Interlocked.Decrement(ref _left) == 0)
            _reached.TrySetResult();
    }

    /// <summary>False: the work ended, or the time was up, before the point was reached.</summary>
    public async Task<bool> WaitAsync(Task work, TimeSpan atMost)
    {
        await Task.WhenAny(_reached.Task, work, Task.Delay(atMost));
        return _reached.Task.IsCompleted;
    }
}
