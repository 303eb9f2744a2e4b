using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>Jobs as rows, committed with what they are about. The attempt number is the fencing token: a late answer of an earlier attempt is refused.</summary>
public sealed class DatabaseAnalysisQueue(
    IDbContextFactory<PortalDb> contexts, QueueSignals signals, IOptions<QueueOptions> options, TimeProvider time) : IAnalysisQueue, IDisposable
{
    /// <summary>The most that one call leases.</summary>
    public const int MostInOneLease = 64;

    // A service that gives everything back again and again must not keep a film for ever.
    private const int AttemptsGivenBackFreely = 50;
    private const int MostLostAtOnce = 100;

    private static readonly Refusal GaveNoAnswer = new(
        RefusalCodes.Failed, "The analysis stopped without an answer on every attempt; it can be tried again from the worklist.");

    private static readonly Refusal AnalysedAlready = new(
        RefusalCodes.Failed, "This film has been analysed by these very models before.");

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

    public Task<bool> CompleteAsync(AnalysisLease lease, AnalysisResult result, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(result);
        return UnderLeaseAsync(lease, async (db, job) =>
        {
            var now = time.GetUtcNow();
            var (instance, analysis) = (job.Instance, StoredAnalysis.Row(lease, job.Instance, result, now));
            // The models were changed back meanwhile: what these make of the film is on record.
            if (job.Ordinal > 1 && await IsOnRecordAsync(db, analysis, cancel))
            {
                JobEnds.End(db, job, AnalysedAlready, AnalysisState.Failed, now);
                return;
            }
            db.Analyses.Add(analysis);
            job.State = JobState.Done;
            job.LeaseExpiresAt = null;
            instance.State = AnalysisState.Completed;
            instance.CurrentAnalysisId = job.Id;
            instance.AbnormalityScore = result.AbnormalityScore;
            instance.TopModelClass = result.Irregularities.MaxBy(i => i.Score)?.Label;
            (instance.RefusalCode, instance.RefusalSentence) = (null, null);
            AnalysisEventLog.Append(db, job.Study, job, instance.SopInstanceUid,
                new AnalysisEvent.Completed(result.Irregularities, result.AbnormalityScore, result.CardiothoracicRatio, result.Warnings), now);
        }, cancel);
    }

    public Task<bool> FailAsync(AnalysisLease lease, Refusal reason, bool final, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(reason);
        return UnderLeaseAsync(lease, (db, job) =>
        {
            FailOrTryAgain(db, job, reason, final, TimeSpan.FromSeconds(Options.RetryDelaySeconds * job.Attempt));
            return Task.CompletedTask;
        }, cancel);
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
            signals.Work.Wake();
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
        foreach (var job in lost)
        {
            if (job.Attempt >= job.AttemptsAllowed)
                JobEnds.End(db, job, GaveNoAnswer, AnalysisState.Failed, now);
            else
            {
                (job.State, job.LeaseExpiresAt) = (JobState.Waiting, null);
                job.Instance.Show(AnalysisState.Waiting);
            }
        }
        await db.SaveChangesAsync(cancel);
        signals.Events.Wake();
        return lost.Count;
    }

    private async Task<IReadOnlyList<AnalysisLease>> LeaseNextAsync(PortalDb db, string worker, int most, SiteId? site, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var jobs = await _next.ChooseAsync(db, site, most, now, cancel);
        if (jobs.Count == 0)
            return [];
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
        return [.. jobs.Select(job => new AnalysisLease(
            new AnalysisId(job.Id), job.Attempt, new SiteId(job.SiteId), StudyInstanceUid.Parse(job.Study.StudyInstanceUid),
            SopInstanceUid.Parse(job.Instance.SopInstanceUid), now + Lease, job.TraceParent))];
    }

    private void FailOrTryAgain(PortalDb db, AnalysisJobRow job, Refusal reason, bool final, TimeSpan pause)
    {
        var now = time.GetUtcNow();
        if (final || job.Attempt >= job.AttemptsAllowed)
            JobEnds.End(db, job, reason, final && reason.Code != RefusalCodes.Failed ? AnalysisState.Refused : AnalysisState.Failed, now);
        else
            JobEnds.TryAgain(db, job, reason, now, now + pause);
    }

    private static Task<bool> IsOnRecordAsync(PortalDb db, AnalysisRow analysis, CancellationToken cancel) => db.Analyses.AnyAsync(
        a => a.SiteId == analysis.SiteId && a.InstanceKey == analysis.InstanceKey && a.ModelSetHash == analysis.ModelSetHash
            && a.PipelineVersion == analysis.PipelineVersion, cancel);
}
