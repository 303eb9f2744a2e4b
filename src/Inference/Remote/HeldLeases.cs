using System.Collections.Concurrent;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Observability;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Inference.Remote;

/// <summary>The leases that this process holds, with what the wire needs beside them.</summary>
/// <param name="time">This machine's: the portal's clock is never compared with it.</param>
public sealed class HeldLeases(TimeProvider time)
{
    private readonly ConcurrentDictionary<(AnalysisId, int), HeldLease> _held = [];

    /// <summary>Those that ran out without an end are forgotten on the way.</summary>
    public AnalysisLease Add(LeaseAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        foreach (var (key, old) in _held)
        {
            if (old.EndsAt < time.GetUtcNow())
                _held.TryRemove(key, out _);
        }
        var length = TimeSpan.FromSeconds(answer.LeaseSeconds);
        var lease = new AnalysisLease(
            new AnalysisId(answer.AnalysisId), answer.Attempt, new SiteId(answer.Site), StudyInstanceUid.Parse(answer.Study),
            SopInstanceUid.Parse(answer.Instance), time.GetUtcNow() + length, TraceParent.Checked(answer.TraceParent));
        _held[(lease.AnalysisId, lease.Attempt)] = new HeldLease(lease, length, time);
        return lease;
    }

    public HeldLease? Find(AnalysisLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return _held.GetValueOrDefault((lease.AnalysisId, lease.Attempt));
    }

    /// <summary>The newest, should an older one of the same instance not have ended well.</summary>
    public HeldLease? Find(SiteId site, SopInstanceUid instance) =>
        _held.Values.Where(h => h.Lease.Site == site && h.Lease.Instance == instance).MaxBy(h => h.Lease.Attempt);

    public void Remove(AnalysisLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        _held.TryRemove((lease.AnalysisId, lease.Attempt), out _);
    }
}

/// <summary>One lease: when it ends unless prolonged, and the number of its next event.</summary>
public sealed class HeldLease(AnalysisLease lease, TimeSpan length, TimeProvider time)
{
    private long _endsAtTicks = (time.GetUtcNow() + length).UtcTicks;

    public AnalysisLease Lease => lease;

    /// <summary>From 1, without gaps. Counted up when the portal has the event, by the one who reports: events of a lease have one sender.</summary>
    public int NextEvent { get; set; } = 1;

    public DateTimeOffset EndsAt => new(Volatile.Read(ref _endsAtTicks), TimeSpan.Zero);

    /// <summary>The portal answered under the lease.</summary>
    /// <param name="sentAt">When it was asked: the lease counts from some time after that.</param>
    public void Prolong(DateTimeOffset sentAt) => Volatile.Write(ref _endsAtTicks, (sentAt + length).UtcTicks);
}
