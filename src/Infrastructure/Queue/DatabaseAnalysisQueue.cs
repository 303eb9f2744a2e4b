using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Observability;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Observability;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>Jobs as rows, committed with what they are about. The attempt number is the fencing token: a late answer of an earlier attempt is refused.</summary>
public sealed class DatabaseAnalysisQueue(
    IDbContextFactory<PortalDb> contexts, QueueSignals signals, IOptions<QueueOptions> options, AnalysisMeter meter, WorkersSeen workers, TimeProvider time)
    : IAnalysisQueue, IDisposable
{
    /// <summary>The most that one call leases.</summary>
    public const int MostInOneLease = 64;

    // A service that gives everything back again and again must not keep a film for ever.
    private const int AttemptsGivenBackFreely = 50;
    private const int MostLostAtOnce = 100;

    private static readonly Refusal GaveNoAnswer = new(
        RefusalCodes.Failed, "The analysis stopped without an answer on every attempt; it can be tried again from the worklist.");

    private static readonly Refusal NoAnswerYet = new(RefusalCodes.Failed, "The inference service gave no answer in time.");

    private static readonly Refusal ReadMeanwhile = new(
        RefusalCodes.Failed, "Somebody began to read the study meanwhile: the analysis that was read stands.");

    private readonly NextWork _next = new(new TurnsOfSites());

    // Of those who ask in this process one looks at a time: together they would choose the same films, and all but one would start over.
    private readonly SemaphoreSlim _choosing = new(1, 1);

    private QueueOptions Options => options.Value;

    private TimeSpan Lease => TimeSpan.FromSeconds(Options.LeaseSeconds);

    public void Dispose() => _choosing.Dispose();

    public async Task<IReadOnlyList<AnalysisLease>> LeaseAsync(string worker, int most, CancellationToken cancel)
    {
        var leases = await LeaseAsync(worker, most, site: null, DateTimeOffset.MaxValue, cancel);
        return leases.Count > 0 ? leases : throw new UnreachableException();
    }

    public Task<bool> HeartbeatAsync(AnalysisLease lease, CancellationToken cancel) => UnderLeaseAsync(lease, (_, _) => Task.CompletedTask, cancel);

    public Task<bool> ReportAsync(AnalysisLease lease, IReadOnlyList<AnalysisEvent> events, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(events);
        return UnderLeaseAsync(lease, (db, job) =>
        {
            foreach (var reported in events)
                AnalysisEventLog.Append(db, job.Study, job, job.Instance.SopInstanceUid, reported, time.GetUtcNow());
            return Task.CompletedTask;
        }, cancel);
    }

    public async Task<bool> CompleteAsync(AnalysisLease lease, AnalysisResult result, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(result);
        var recorded = false;
        var kept = await UnderLeaseAsync(lease, async (db, job) =>
        {
            var now = time.GetUtcNow();
            var (instance, analysis) = (job.Instance, StoredAnalysis.Row(lease, job.Instance, result, now));
            recorded = false;
            // The models were changed back meanwhile: what these make of the film is on record.
            if (job.Ordinal > 1 && await CurrentAnalysis.FindAsync(db, instance, analysis.ModelSetHash, analysis.PipelineVersion, cancel) is { } earlier)
            {
                (job.State, job.LeaseExpiresAt) = (JobState.Done, null);
                await CurrentAnalysis.TakeBackAsync(db, job.Study, instance, earlier, now, cancel);
                return;
            }
            recorded = true;
            db.Analyses.Add(analysis);
            if (job.Ordinal > 1 && await db.Reads.AnyAsync(r => r.SiteId == job.SiteId && r.StudyKey == job.StudyKey, cancel))
            {
                // Verdicts were given on the marks that were seen: others must not appear beneath them.
                JobEnds.End(db, job, ReadMeanwhile, AnalysisState.Completed, now);
                return;
            }
            (job.State, job.LeaseExpiresAt) = (JobState.Done, null);
            CurrentAnalysis.Show(instance, analysis, result);
            AnalysisEventLog.Append(db, job.Study, job, instance.SopInstanceUid, CurrentAnalysis.CompletedBy(result), now);
        }, cancel);
        if (kept && recorded)
            meter.Completed(result);
        return kept;
    }

    public async Task<bool> FailAsync(AnalysisLease lease, Refusal reason, bool final, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(reason);
        var outcome = "";
        var held = await UnderLeaseAsync(lease, (db, job) =>
        {
            outcome = FailOrTryAgain(db, job, reason, final, TimeSpan.FromSeconds(Options.RetryDelaySeconds * job.Attempt));
            return Task.CompletedTask;
        }, cancel);
        if (held)
            meter.Ended(outcome, reason);
        return held;
    }

    public async Task<bool> GiveBackAsync(AnalysisLease lease, Refusal reason, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(reason);
        var held = await UnderLeaseAsync(lease, (db, job) =>
        {
            // The attempt's number stays taken, since it fences; one more is allowed in its place.
            if (job.Attempt < AttemptsGivenBackFreely)
                job.AttemptsAllowed++;
            FailOrTryAgain(db, job, reason, final: false, TimeSpan.Zero);
            return Task.CompletedTask;
        }, cancel);
        if (held)
        {
            meter.Ended("returned", reason);
            signals.Work.Wake();
        }
        return held;
    }

    /// <summary>The next pieces of work, of one site where one is named; none where there was none until then.</summary>
    internal async Task<IReadOnlyList<AnalysisLease>> LeaseAsync(string worker, int most, SiteId? site, DateTimeOffset until, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        most = Math.Min(most, MostInOneLease);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            workers.Asks(worker);
            var next = signals.Work.Next;
            if (await TryLeaseAsync(worker, most, site, cancel) is { Count: > 0 } leases)
                return leases;
            var left = until - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return [];
            var poll = TimeSpan.FromSeconds(Options.PollSeconds);
            await WakeSignal.WaitAsync(next, left < poll ? left : poll, time, cancel);
        }
    }

    /// <summary>Adds the job of an instance, and its Queued event, to what the context will save. Wake <see cref="QueueSignals"/> after that.</summary>
    /// <param name="ordinal">1, or one more than the instance's last job.</param>
    internal static void Enqueue(
        PortalDb db, StudyRow study, InstanceRow instance, AnalysisId id, int ordinal, AnalysisPriority priority, int attempts, DateTimeOffset now)
    {
        var job = new AnalysisJobRow
        {
            Id = id.Value,
            SiteId = instance.SiteId,
            StudyKey = study.Id,
            InstanceKey = instance.Id,
            Ordinal = ordinal,
            State = JobState.Waiting,
            Priority = priority,
            AttemptsAllowed = attempts,
            NotBefore = now,
            CreatedAt = now,
            TraceParent = TraceParent.Current,
        };
        instance.Show(AnalysisState.Waiting);
        db.AnalysisJobs.Add(job);
        AnalysisEventLog.Append(db, study, job, instance.SopInstanceUid, new AnalysisEvent.Queued(), now);
    }

    /// <summary>Makes the change if the lease still holds, and prolongs it. The job's row always moves, so that a change beside a new lease collides.</summary>
    internal async Task<bool> UnderLeaseAsync(AnalysisLease lease, Func<PortalDb, AnalysisJobRow, Task> change, CancellationToken cancel)
    {
        var held = await Conflicts.RetryAsync(contexts, async db =>
        {
            var job = await db.AnalysisJobs.Include(j => j.Instance).Include(j => j.Study)
                .SingleOrDefaultAsync(j => j.SiteId == lease.Site.Value && j.Id == lease.AnalysisId.Value, cancel);
            if (job is null || job.State != JobState.Leased || job.Attempt != lease.Attempt)
                return false;
            job.LeaseExpiresAt = time.GetUtcNow() + Lease;
            await change(db, job);
            db.Entry(job).Property(j => j.Version).IsModified = true;
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        if (held)
            signals.Events.Wake();
        return held;
    }

    /// <summary>
    /// Gives what a worker has left unfinished back to the queue, or ends it. Whoever asks for work does so on the way; where nobody asks any more,
    /// readers must still learn that the analysis which they watch has stopped.
    /// </summary>
    public async Task TakeBackLostAsync(CancellationToken cancel)
    {
        while (await Conflicts.RetryAsync(contexts, db => TakeBackLostAsync(db, cancel), cancel) == MostLostAtOnce)
        {
            // There may be more.
        }
        signals.Work.Wake();
    }

    private async Task<IReadOnlyList<AnalysisLease>> TryLeaseAsync(string worker, int most, SiteId? site, CancellationToken cancel)
    {
        await _choosing.WaitAsync(cancel);
        try
        {
            while (await Conflicts.RetryAsync(contexts, db => TakeBackLostAsync(db, cancel), cancel) == MostLostAtOnce)
            {
                // There may be more.
            }
            return await Conflicts.RetryAsync(contexts, db => LeaseNextAsync(db, worker, most, site, cancel), cancel);
        }
        finally
        {
            _choosing.Release();
        }
    }

    /// <summary>Work whose lease ran out waits again, or is over where its attempts are used up.</summary>
    /// <returns>How many there were.</returns>
    private async Task<int> TakeBackLostAsync(PortalDb db, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var lost = await db.AnalysisJobs.Include(j => j.Instance).Include(j => j.Study)
            .Where(j => j.State == JobState.Leased && j.LeaseExpiresAt <= now)
            .OrderBy(j => j.LeaseExpiresAt).Take(MostLostAtOnce).ToListAsync(cancel);
        if (lost.Count == 0)
            return 0;
        var (spent, waiting) = (lost.FindAll(job => job.Attempt >= job.AttemptsAllowed), lost.FindAll(job => job.Attempt < job.AttemptsAllowed));
        foreach (var job in spent)
            JobEnds.End(db, job, GaveNoAnswer, AnalysisState.Failed, now);
        foreach (var job in waiting)
        {
            // Its place in the queue is the old one.
            JobEnds.TryAgain(db, job, NoAnswerYet, now, job.NotBefore);
        }
        await db.SaveChangesAsync(cancel);
        foreach (var _ in spent)
            meter.Ended("failed", GaveNoAnswer);
        signals.Events.Wake();
        return lost.Count;
    }

    private async Task<IReadOnlyList<AnalysisLease>> LeaseNextAsync(PortalDb db, string worker, int most, SiteId? site, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var jobs = await _next.ChooseAsync(db, site, most, now, cancel);
        if (jobs.Count == 0)
            return [];
        var waitingSince = jobs.ToDictionary(job => job.Id, job => job.NotBefore);
        foreach (var job in jobs)
        {
            job.Attempt++;
            job.State = JobState.Leased;
            job.LeaseOwner = worker.Length <= 200 ? worker : worker[..200];
            (job.LeasedAt, job.LeaseExpiresAt) = (now, now + Lease);
            job.Instance.Show(AnalysisState.Running);
        }
        await db.SaveChangesAsync(cancel);
        _next.Served(jobs);
        signals.Events.Wake();
        foreach (var job in jobs)
        {
            meter.Leased(now - waitingSince[job.Id], job.Priority);
            Traces.Queue.Record(
                "queue.wait", job.TraceParent, waitingSince[job.Id], now, new(Telemetry.AnalysisTag, job.Id.ToString()), new(Telemetry.AttemptTag, job.Attempt));
        }
        return [.. jobs.Select(job => new AnalysisLease(
            new AnalysisId(job.Id), job.Attempt, new SiteId(job.SiteId), StudyInstanceUid.Parse(job.Study.StudyInstanceUid),
            SopInstanceUid.Parse(job.Instance.SopInstanceUid), now + Lease, job.TraceParent))];
    }

    /// <returns>What it came to, for the meter.</returns>
    private string FailOrTryAgain(PortalDb db, AnalysisJobRow job, Refusal reason, bool final, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        if (!final && job.Attempt < job.AttemptsAllowed)
        {
            JobEnds.TryAgain(db, job, reason, now, now + pause);
            return "retried";
        }
        var refused = final && reason.Code != RefusalCodes.Failed;
        JobEnds.End(db, job, reason, refused ? AnalysisState.Refused : AnalysisState.Failed, now);
        return refused ? "refused" : "failed";
    }
}
