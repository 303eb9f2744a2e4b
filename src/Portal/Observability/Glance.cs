namespace OxiPortal.Portal.Observability;

/// <summary>
/// Looks at something slow for many who ask: once in a time, and once at a time. A look that hangs (a locked database, a share that is gone) holds one
/// thread, however often it is asked for.
/// </summary>
/// <param name="look">May block.</param>
/// <param name="fresh">How long its answer is good for. That there was none is good for two seconds at most.</param>
/// <param name="time">For that.</param>
internal sealed class Glance<T>(Func<CancellationToken, Task<T>> look, TimeSpan fresh, TimeProvider time)
{
    private static readonly TimeSpan FailedFresh = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Task<T>? _looking;
    private long _since;

    /// <summary>The last answer; the default where there has been none.</summary>
    public T? Latest { get; private set; }

    /// <exception cref="TimeoutException">There is no answer within <paramref name="atMost"/>, or one has been waited for longer than that already.</exception>
    public Task<T> AskAsync(TimeSpan atMost, CancellationToken cancel)
    {
        Task<T> looking;
        lock (_gate)
        {
            if (_looking is null || (_looking.IsCompleted && time.GetElapsedTime(_since) >= FreshFor(_looking)))
            {
                _since = time.GetTimestamp();
                _looking = Task.Run(LookAsync, CancellationToken.None);
            }
            else if (!_looking.IsCompleted && time.GetElapsedTime(_since) > atMost)
            {
                return Task.FromException<T>(new TimeoutException());
            }
            looking = _looking;
        }
        return looking.WaitAsync(atMost, cancel);
    }

    private TimeSpan FreshFor(Task<T> look) => look.IsCompletedSuccessfully || fresh < FailedFresh ? fresh : FailedFresh;

    private async Task<T> LookAsync()
    {
        var seen = await look(CancellationToken.None);
        Latest = seen;
        return seen;
    }
}
