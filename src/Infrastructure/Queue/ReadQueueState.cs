using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>Work that a service holds.</summary>
/// <param name="Worker">Who leased it.</param>
public sealed record WorkInHand(string Worker, AnalysisPriority Priority, DateTimeOffset ExpiresAt);

/// <summary>The machines' queue at one moment, of every site: numbers and services, no films.</summary>
/// <param name="Waiting">Jobs by priority; what is missing has none.</param>
/// <param name="OldestWaitingSince">When the oldest waiting job was queued; null: none waits.</param>
public sealed record QueueState(
    DateTimeOffset At, IReadOnlyDictionary<AnalysisPriority, int> Waiting, DateTimeOffset? OldestWaitingSince, IReadOnlyList<WorkInHand> InHand)
{
    public int WaitingJobs => Waiting.Values.Sum();

    /// <summary>How long the oldest waiting job has waited; zero where none waits.</summary>
    public TimeSpan OldestAge => OldestWaitingSince is { } since && At > since ? At - since : TimeSpan.Zero;

    public int Running(AnalysisPriority priority) => InHand.Count(w => w.Priority == priority);
}

/// <summary>Reads the queue for health, metrics and the status page. Cheap: only jobs that are not done are looked at, by index.</summary>
public sealed class ReadQueueState(IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    public async Task<QueueState> RunAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var waiting = await db.AnalysisJobs.Where(j => j.State == JobState.Waiting)
            .GroupBy(j => j.Priority).Select(g => new { Priority = g.Key, Jobs = g.Count() }).ToListAsync(cancel);
        var oldest = await db.AnalysisJobs.Where(j => j.State == JobState.Waiting)
            .OrderBy(j => j.CreatedAt).Select(j => (DateTimeOffset?)j.CreatedAt).FirstOrDefaultAsync(cancel);
        var leased = await db.AnalysisJobs.Where(j => j.State == JobState.Leased)
            .Select(j => new { j.LeaseOwner, j.Priority, j.LeaseExpiresAt }).ToListAsync(cancel);
        return new QueueState(
            time.GetUtcNow(), waiting.ToDictionary(w => w.Priority, w => w.Jobs), oldest,
            [.. leased.Select(j => new WorkInHand(j.LeaseOwner ?? "", j.Priority, j.LeaseExpiresAt ?? DateTimeOffset.MinValue))]);
    }

    /// <summary>Films whose analysis failed for a technical reason. Reads through an index of all films: not for every scrape.</summary>
    public async Task<int> CountFailedAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Instances.CountAsync(i => i.State == AnalysisState.Failed, cancel);
    }
}
