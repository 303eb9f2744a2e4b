namespace OxiPortal.Infrastructure.Audit;

/// <summary>What has been recorded within the last minutes, so that what is asked for again and again is one entry. Bounded: what is forgotten is recorded again.</summary>
/// <typeparam name="TKey">What makes two requests the same.</typeparam>
internal sealed class AuditWindow<TKey>(TimeProvider time)
    where TKey : notnull
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    private const int Most = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (long At, Task<bool> Recorded)> _seen = [];

    /// <summary>Records, unless that was done within the window; who comes while it is being recorded waits for it. What failed is tried again by the next.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="record">Tells whether there was anything to record; nothing is remembered where there was not.</param>
    /// <param name="cancel">Ends the wait; the recording goes on.</param>
    public async Task OnceAsync(TKey key, Func<Task<bool>> record, CancellationToken cancel)
    {
        Task<bool> recorded;
        lock (_gate)
        {
            // Not by the clock: set back, it would keep the same look off the record for as long as it was set back.
            var now = time.GetTimestamp();
            if (!_seen.TryGetValue(key, out var seen) || IsOver(seen.At, now) || seen.Recorded.IsFaulted || seen.Recorded.IsCanceled)
            {
                if (_seen.Count >= Most)
                    Forget(now);
                // Not on this thread: the lock is held.
                _seen[key] = seen = (now, Task.Run(record, CancellationToken.None));
            }
            recorded = seen.Recorded;
        }
        if (await recorded.WaitAsync(cancel))
            return;
        lock (_gate)
        {
            if (_seen.TryGetValue(key, out var seen) && seen.Recorded == recorded)
                _seen.Remove(key);
        }
    }

    private bool IsOver(long at, long now) => time.GetElapsedTime(at, now) >= Length;

    private void Forget(long now)
    {
        foreach (var (key, _) in _seen.Where(s => IsOver(s.Value.At, now)).ToList())
            _seen.Remove(key);
        if (_seen.Count >= Most)
            _seen.Clear();
    }
}
