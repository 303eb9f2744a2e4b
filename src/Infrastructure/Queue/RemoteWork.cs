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

/// <summary>What became of a numbered event.</summary>
public enum EventOutcome
{
    /// <summary>It is recorded: now, or by an earlier try whose answer was lost.</summary>
    Recorded,
    LeaseLost,

    /// <summary>One before it is not recorded yet: this one is not either.</summary>
    EventsMissing,
}

/// <summary>What the queue does for services elsewhere: work of their own site, looked up by what they send, and events that may arrive twice.</summary>
public sealed class RemoteWork(
    DatabaseAnalysisQueue queue, IDbContextFactory<PortalDb> contexts, IOptions<QueueOptions> options, TimeProvider time)
{
    // What a service reports. The queue's own (Queued, Completed, Failed) are not counted.
    private static readonly string[] Reported =
        [nameof(AnalysisEvent.Started), nameof(AnalysisEvent.RegionsFound), nameof(AnalysisEvent.SegmentScored)];

    public double LeaseSeconds => options.Value.LeaseSeconds;

    /// <summary>The next piece of the site's work; null where there is none within the time.</summary>
    public Task<AnalysisLease?> LeaseAsync(SiteId site, string worker, TimeSpan atMost, CancellationToken cancel) =>
        queue.LeaseAsync(worker, site, time.GetUtcNow() + atMost, cancel);

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

    /// <summary>Records the event once, however often it is sent: the rows themselves are counted, in the transaction that adds one.</summary>
    /// <param name="number">Of the event within its lease, from 1.</param>
    public async Task<EventOutcome> ReportAsync(AnalysisLease lease, int number, AnalysisEvent analysisEvent, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var outcome = EventOutcome.LeaseLost;
        var held = await queue.UnderLeaseAsync(lease, async (db, job) =>
        {
            var recorded = await db.AnalysisEvents.CountAsync(
                e => e.SiteId == job.SiteId && e.StudyKey == job.StudyKey && e.AnalysisId == job.Id && e.Attempt == job.Attempt
                    && Reported.Contains(e.Kind), cancel);
            outcome = number > recorded + 1 ? EventOutcome.EventsMissing : EventOutcome.Recorded;
            if (number == recorded + 1)
                AnalysisEventLog.Append(db, job.Study, job, job.Instance.SopInstanceUid, analysisEvent, time.GetUtcNow());
        }, cancel);
        return held ? outcome : EventOutcome.LeaseLost;
    }
}
