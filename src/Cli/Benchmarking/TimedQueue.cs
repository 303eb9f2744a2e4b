using System.Diagnostics;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Cli.Benchmarking;

/// <summary>How long a service waits for its queue, act by act. The waiting for work that is not there is not counted.</summary>
internal sealed class TimedQueue(IAnalysisQueue queue, QueueTimes times) : IAnalysisQueue
{
    public async Task<IReadOnlyList<AnalysisLease>> LeaseAsync(string worker, int most, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var leases = await queue.LeaseAsync(worker, most, cancel);
        times.Lease.Add(Stopwatch.GetElapsedTime(started), leases.Count);
        return leases;
    }

    public Task<bool> HeartbeatAsync(AnalysisLease lease, CancellationToken cancel) => queue.HeartbeatAsync(lease, cancel);

    public Task<bool> ReportAsync(AnalysisLease lease, IReadOnlyList<AnalysisEvent> events, CancellationToken cancel) =>
        TimeAsync(times.Report, () => queue.ReportAsync(lease, events, cancel));

    public Task<bool> CompleteAsync(AnalysisLease lease, AnalysisResult result, CancellationToken cancel) =>
        TimeAsync(times.Complete, () => queue.CompleteAsync(lease, result, cancel));

    public Task<bool> FailAsync(AnalysisLease lease, Refusal reason, bool final, CancellationToken cancel) => queue.FailAsync(lease, reason, final, cancel);

    public Task<bool> GiveBackAsync(AnalysisLease lease, Refusal reason, CancellationToken cancel) => queue.GiveBackAsync(lease, reason, cancel);

    private static async Task<bool> TimeAsync(ActTimes act, Func<Task<bool>> doing)
    {
        var started = Stopwatch.GetTimestamp();
        var done = await doing();
        act.Add(Stopwatch.GetElapsedTime(started), 1);
        return done;
    }
}

/// <summary>Of all services together.</summary>
internal sealed class QueueTimes
{
    public ActTimes Lease { get; } = new();
    public ActTimes Report { get; } = new();
    public ActTimes Complete { get; } = new();
}

/// <summary>Time and number of one kind of act.</summary>
internal sealed class ActTimes
{
    private readonly Lock _gate = new();
    private TimeSpan _total;
    private int _calls;
    private int _films;

    public int Calls => _calls;

    public void Add(TimeSpan took, int films)
    {
        lock (_gate)
            (_total, _calls, _films) = (_total + took, _calls + 1, _films + films);
    }

    /// <summary>Milliseconds.</summary>
    public double PerCall => _calls == 0 ? 0 : _total.TotalMilliseconds / _calls;

    /// <summary>Milliseconds: a call that leases several films is shared among them.</summary>
    public double PerFilm => _films == 0 ? 0 : _total.TotalMilliseconds / _films;
}
