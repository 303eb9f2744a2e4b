using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>One piece of the machines' work. Names no patient.</summary>
/// <param name="Running">A worker holds its lease.</param>
/// <param name="Attempt">Of the newest lease; 0: none yet.</param>
/// <param name="Worker">Who holds it, or held it last.</param>
/// <param name="Since">When it began to wait, or to run.</param>
/// <param name="LastFailure">Why the attempt before did not succeed; null: there was none.</param>
public sealed record QueuedAnalysis(
    AnalysisId Id, StudyInstanceUid Study, SopInstanceUid Instance, bool Running, AnalysisPriority Priority, int Attempt, string? Worker,
    DateTimeOffset Since, string? LastFailure);

/// <param name="Waiting">How many wait, by priority.</param>
/// <param name="Running">How many are leased.</param>
/// <param name="First">Those that run, then those that come next, at most <see cref="ListQueue.Most"/>.</param>
public sealed record QueueView(IReadOnlyDictionary<AnalysisPriority, int> Waiting, int Running, IReadOnlyList<QueuedAnalysis> First);

/// <summary>What the machines do and what they do next, at the administrator's site.</summary>
public sealed class ListQueue(IDbContextFactory<PortalDb> contexts)
{
    public const int Most = 200;

    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<QueueView> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var jobs = db.AnalysisJobs.AsNoTracking().Where(j => j.SiteId == actor.Site.Value);
        var counts = await jobs.Where(j => j.State != JobState.Done)
            .GroupBy(j => new { j.State, j.Priority }).Select(g => new { g.Key.State, g.Key.Priority, Count = g.Count() }).ToListAsync(cancel);
        var running = await ItemsAsync(jobs.Where(j => j.State == JobState.Leased).OrderBy(j => j.LeasedAt).ThenBy(j => j.Id), cancel);
        var waiting = await ItemsAsync(jobs.Where(j => j.State == JobState.Waiting).OrderBy(j => j.Priority).ThenBy(j => j.NotBefore).ThenBy(j => j.Id), cancel);
        return new(
            counts.Where(c => c.State == JobState.Waiting).ToDictionary(c => c.Priority, c => c.Count),
            counts.Where(c => c.State == JobState.Leased).Sum(c => c.Count),
            [.. running.Concat(waiting).Take(Most)]);
    }

    private static async Task<IReadOnlyList<QueuedAnalysis>> ItemsAsync(IQueryable<AnalysisJobRow> jobs, CancellationToken cancel)
    {
        var rows = await jobs.Take(Most)
            .Select(j => new
            {
                j.Id,
                j.Study.StudyInstanceUid,
                j.Instance.SopInstanceUid,
                j.State,
                j.Priority,
                j.Attempt,
                j.LeaseOwner,
                j.LeasedAt,
                j.NotBefore,
                j.LastRefusalSentence,
            })
            .ToListAsync(cancel);
        return [.. rows.Select(r => new QueuedAnalysis(
            new AnalysisId(r.Id), StudyInstanceUid.Parse(r.StudyInstanceUid), SopInstanceUid.Parse(r.SopInstanceUid), r.State == JobState.Leased, r.Priority,
            r.Attempt, r.LeaseOwner, r.State == JobState.Leased ? r.LeasedAt ?? r.NotBefore : r.NotBefore, r.LastRefusalSentence))];
    }
}
