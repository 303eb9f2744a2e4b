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
    : IAnalysisQueue
{
    private static readonly Refusal GaveNoAnswer = new(
        RefusalCodes.Failed, "The analysis stopped without an answer on every attempt; it can be tried again from the worklist.");

    private QueueOptions Options => options.Value;

    public async Task<AnalysisLease> LeaseAsync(string worker, CancellationToken cancel) =>
        await LeaseAsync(worker, site: null, DateTimeOffset.MaxValue, cancel) ?? throw new UnreachableException();

    public Task<bool> HeartbeatAsync(AnalysisLease lease, CancellationToken cancel) => UnderLeaseAsync(lease, (_, _) => { }, cancel);

    public Task<bool> ReportAsync(AnalysisLease lease, AnalysisEvent analysisEvent, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return UnderLeaseAsync(lease, (db, job) =>
            AnalysisEventLog.Append(db, job.Study, job, job.Instance.SopInstanceUid, analysisEvent, time.GetUtcNow()), cancel);
    }

    public async Task<bool> CompleteAsync(AnalysisLease lease, AnalysisResult result, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(result);
        var kept = await UnderLeaseAsync(lease, (db, job) =>
        {
            var now = time.GetUtcNow();
            db.Analyses.Add(StoredAnalysis.Row(lease, job.Instance, result, now));
            job.State = JobState.Done;
            job.LeaseExpiresAt = null;
            var instance = job.Instance;
            instance.State = AnalysisState.Completed;
            instance.CurrentAnalysisId = job.Id;
            instance.AbnormalityScore = result.AbnormalityScore;
            instance.TopModelClass = result.Irregularities.MaxBy(i => i.Score)?.Label;
            (instance.RefusalCode, instance.RefusalSentence) = (null, null);
            AnalysisEventLog.Append(db, job.Study, job, instance.SopInstanceUid,
                new AnalysisEvent.Completed(result.Irregularities, result.AbnormalityScore, result.CardiothoracicRatio, result.Warnings), now);
        }, cancel);
        if (kept)
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
            if (final || job.Attempt >= job.AttemptsAllowed)
            {
                var refused = final && reason.Code != RefusalCodes.Failed;
                outcome = refused ? "refused" : "failed";
                End(db, job, reason, refused ? AnalysisState.Refused : AnalysisState.Failed);
                return;
            }
            outcome = "retried";
            TryAgain(db, job, reason, TimeSpan.FromSeconds(Options.RetryDelaySeconds * job.Attempt));
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
            job.AttemptsAllowed++;
            TryAgain(db, job, reason, TimeSpan.Zero);
        }, cancel);
        if (held)
            meter.Ended("returned", reason);
        return held;
    }

    /// <summary>The next piece of work, of one site where one is named; null where there was none until then.</summary>
    internal async Task<AnalysisLease?> LeaseAsync(string worker, SiteId? site, DateTimeOffset until, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            workers.Asks(worker);
            var next = signals.Work.Next;
            if (await Conflicts.RetryAsync(contexts, db => TryLeaseAsync(db, worker, site, cancel), cancel) is { } lease)
                return lease;
            var left = until - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return null;
            var poll = TimeSpan.FromSeconds(Options.PollSeconds);
            await WakeSignal.WaitAsync(next, left < poll ? left : poll, time, cancel);
        }
    }

    /// <summary>Adds the job of a new instance, and its Queued event, to what the context will save. Wake <see cref="QueueSignals"/> after that.</summary>
    internal static void Enqueue(PortalDb db, StudyRow study, InstanceRow instance, AnalysisId id, int attempts, DateTimeOffset now)
    {
        var job = new AnalysisJobRow
        {
            Id = id.Value,
            SiteId = instance.SiteId,
            StudyKey = study.Id,
            InstanceKey = instance.Id,
            State = JobState.Waiting,
            AttemptsAllowed = attempts,
            NotBefore = now,
            CreatedAt = now,
            TraceParent = TraceParent.Current,
        };
        instance.State = AnalysisState.Waiting;
        db.AnalysisJobs.Add(job);
        AnalysisEventLog.Append(db, study, job, instance.SopInstanceUid, new AnalysisEvent.Queued(), now);
    }

    private async Task<AnalysisLease?> TryLeaseAsync(PortalDb db, string worker, SiteId? site, CancellationToken cancel)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var jobs = db.AnalysisJobs.Include(j => j.Instance).Include(j => j.Study).AsQueryable();
            if (site is { Value: var only })
                jobs = jobs.Where(j => j.SiteId == only);
            var job = await jobs
                .Where(j => (j.State == JobState.Waiting && j.NotBefore <= now) || (j.State == JobState.Leased && j.LeaseExpiresAt <= now))
                .OrderBy(j => j.CreatedAt).ThenBy(j => j.Id)
                .FirstOrDefaultAsync(cancel);
            if (job is null)
                return null;
            if (job.Attempt >= job.AttemptsAllowed)
            {
                End(db, job, GaveNoAnswer, AnalysisState.Failed);
                await db.SaveChangesAsync(cancel);
                signals.Events.Wake();
                meter.Ended("failed", GaveNoAnswer);
                continue;
            }
            // Of a lease that ran out, the queue's time begins where the lost service's ended.
            var waitingSince = job.State == JobState.Leased ? job.LeaseExpiresAt ?? now : job.NotBefore;
            job.Attempt++;
            job.State = JobState.Leased;
            job.LeaseOwner = worker.Length <= 200 ? worker : worker[..200];
            job.LeaseExpiresAt = now + Lease;
            job.LeasedAt = now;
            job.Instance.State = AnalysisState.Running;
            await db.SaveChangesAsync(cancel);
            meter.Leased(now - waitingSince, job.Priority);
            Traces.Queue.Record(
                "queue.wait", job.TraceParent, waitingSince, now, new(Telemetry.AnalysisTag, job.Id.ToString()), new(Telemetry.AttemptTag, job.Attempt));
            return new AnalysisLease(
                new AnalysisId(job.Id), job.Attempt, new SiteId(job.SiteId), StudyInstanceUid.Parse(job.Study.StudyInstanceUid),
                SopInstanceUid.Parse(job.Instance.SopInstanceUid), job.LeaseExpiresAt.Value, job.TraceParent);
        }
    }

    private TimeSpan Lease => TimeSpan.FromSeconds(Options.LeaseSeconds);

    /// <summary>Makes the change if the lease still holds, and prolongs it. The job's row always moves, so that a change beside a new lease collides.</summary>
    private Task<bool> UnderLeaseAsync(AnalysisLease lease, Action<PortalDb, AnalysisJobRow> change, CancellationToken cancel) =>
        UnderLeaseAsync(lease, (db, job) =>
        {
            change(db, job);
            return Task.CompletedTask;
        }, cancel);

    /// <inheritdoc cref="UnderLeaseAsync(AnalysisLease, Action{PortalDb, AnalysisJobRow}, CancellationToken)"/>
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

    private void TryAgain(PortalDb db, AnalysisJobRow job, Refusal reason, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        job.State = JobState.Waiting;
        job.LeaseExpiresAt = null;
        job.NotBefore = now + pause;
        Note(job, reason);
        job.Instance.State = AnalysisState.Waiting;
        AnalysisEventLog.Append(db, job.Study, job, job.Instance.SopInstanceUid, new AnalysisEvent.Failed(reason, Final: false), now);
    }

    private void End(PortalDb db, AnalysisJobRow job, Refusal reason, AnalysisState state)
    {
        job.State = JobState.Done;
        job.LeaseExpiresAt = null;
        Note(job, reason);
        job.Instance.State = state;
        job.Instance.RefusalCode = reason.Code;
        job.Instance.RefusalSentence = job.LastRefusalSentence;
        AnalysisEventLog.Append(db, job.Study, job, job.Instance.SopInstanceUid, new AnalysisEvent.Failed(reason, Final: true), time.GetUtcNow());
    }

    private static void Note(AnalysisJobRow job, Refusal reason)
    {
        job.LastRefusalCode = reason.Code;
        job.LastRefusalSentence = reason.Sentence.Length <= 1000 ? reason.Sentence : reason.Sentence[..1000];
    }
}
