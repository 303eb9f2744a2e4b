using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>A lease that holds, and the film it is about.</summary>
/// <param name="Rows">The film's, by its header.</param>
/// <param name="Columns">The film's, by its header.</param>
public sealed record HeldWork(AnalysisLease Lease, int Rows, int Columns);

/// <summary>What became of numbered events.</summary>
public abstract record EventOutcome
{
    /// <summary>They are recorded: now, or by an earlier try whose answer was lost.</summary>
    public sealed record Recorded : EventOutcome;

    public sealed record LeaseLost : EventOutcome;

    /// <summary>One before them is not recorded yet: these are not either.</summary>
    public sealed record EventsMissing : EventOutcome;

    /// <summary>They do not follow what was reported before: none of them is recorded.</summary>
    public sealed record OutOfOrder(string Sentence) : EventOutcome;
}

/// <summary>What the queue does for services elsewhere: work of their own site, looked up by what they send, and events that may arrive twice.</summary>
public sealed class RemoteWork(
    DatabaseAnalysisQueue queue, IDbContextFactory<PortalDb> contexts, IOptions<QueueOptions> options, TimeProvider time)
{
    // What a service reports. The queue's own (Queued, Completed, Failed) are not counted.
    private static readonly string[] Reported =
        [nameof(AnalysisEvent.Started), nameof(AnalysisEvent.RegionsFound), nameof(AnalysisEvent.SegmentScored)];

    public double LeaseSeconds => options.Value.LeaseSeconds;

    /// <summary>The next pieces of the site's work; none where there is none within the time.</summary>
    public Task<IReadOnlyList<AnalysisLease>> LeaseAsync(SiteId site, string worker, int most, TimeSpan atMost, CancellationToken cancel) =>
        queue.LeaseAsync(worker, most, site, time.GetUtcNow() + atMost, cancel);

    /// <summary>Null: no such lease is held at that site.</summary>
    public async Task<HeldWork?> FindAsync(SiteId site, AnalysisId analysis, int attempt, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var job = await db.AnalysisJobs.AsNoTracking().Include(j => j.Instance).Include(j => j.Study).SingleOrDefaultAsync(
            j => j.SiteId == site.Value && j.Id == analysis.Value && j.State == JobState.Leased && j.Attempt == attempt, cancel);
        return job is null ? null : new HeldWork(
            new AnalysisLease(
                analysis, attempt, site, StudyInstanceUid.Parse(job.Study.StudyInstanceUid), SopInstanceUid.Parse(job.Instance.SopInstanceUid),
                job.LeaseExpiresAt ?? time.GetUtcNow()),
            job.Instance.Rows, job.Instance.Columns);
    }

    /// <summary>
    /// Whether that very attempt completed the analysis: then a result that is sent again is the one that is kept, and its sender may go on.
    /// </summary>
    public async Task<bool> IsCompletedByAsync(SiteId site, AnalysisId analysis, int attempt, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.AnalysisJobs.AnyAsync(
            j => j.SiteId == site.Value && j.Id == analysis.Value && j.State == JobState.Done && j.Attempt == attempt
                && db.Analyses.Any(a => a.Id == j.Id), cancel);
    }

    /// <summary>Records each event once, however often it is sent: the rows themselves are counted, in the transaction that adds to them.</summary>
    /// <param name="number">Of the first event within its lease, from 1.</param>
    public async Task<EventOutcome> ReportAsync(AnalysisLease lease, int number, IReadOnlyList<AnalysisEvent> events, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(events);
        EventOutcome outcome = new EventOutcome.LeaseLost();
        var held = await queue.UnderLeaseAsync(lease, async (db, job) =>
        {
            var reported = db.AnalysisEvents.Where(
                e => e.SiteId == job.SiteId && e.StudyKey == job.StudyKey && e.AnalysisId == job.Id && e.Attempt == job.Attempt && Reported.Contains(e.Kind));
            var recorded = await reported.CountAsync(cancel);
            var last = await reported.OrderByDescending(e => e.Sequence).Select(e => e.PayloadJson).FirstOrDefaultAsync(cancel);
            outcome = Append(db, job, number, events, recorded, last is null ? null : StoredJson.Read<AnalysisEvent>(last));
        }, cancel);
        return held ? outcome : new EventOutcome.LeaseLost();
    }

    private EventOutcome Append(PortalDb db, AnalysisJobRow job, int number, IReadOnlyList<AnalysisEvent> events, int recorded, AnalysisEvent? last)
    {
        if (number > recorded + 1)
            return new EventOutcome.EventsMissing();
        var fresh = events.Skip(recorded + 1 - number).ToList();
        foreach (var next in fresh)
        {
            if (EventOrder.Fault(last, next) is { } fault)
                return new EventOutcome.OutOfOrder(fault);
            last = next;
        }
        foreach (var next in fresh)
            AnalysisEventLog.Append(db, job.Study, job, job.Instance.SopInstanceUid, next, time.GetUtcNow());
        return new EventOutcome.Recorded();
    }
}
