using System.Collections.Concurrent;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>
/// When each service last asked this process for work. Kept in memory: another portal's services are not known here, and after a start nobody is until
/// they ask.
/// </summary>
public sealed class WorkersSeen(TimeProvider time)
{
    // Services are few; a name of its own at each start must not fill the memory.
    private const int Most = 500;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, DateTimeOffset> LastAsked => _asked;

    /// <summary>When any of them last asked; null: none has.</summary>
    public DateTimeOffset? Newest => _asked.IsEmpty ? null : _asked.Values.Max();

    internal void Asks(string worker)
    {
        _asked[worker] = time.GetUtcNow();
        if (_asked.Count > Most && _asked.MinBy(w => w.Value) is { Key: { } oldest })
            _asked.TryRemove(oldest, out _);
    }
}
