using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>Chooses what is done next: the most urgent first; within a priority the sites take turns; within a site the one that waits longest.</summary>
/// <param name="turns">Not touched before the choice is committed.</param>
internal sealed class NextWork(TurnsOfSites turns)
{
    /// <summary>At most so many jobs, with their instances and studies. Nothing is changed.</summary>
    /// <param name="site">Of this site only; null: of all.</param>
    public async Task<IReadOnlyList<AnalysisJobRow>> ChooseAsync(PortalDb db, SiteId? site, int most, DateTimeOffset now, CancellationToken cancel)
    {
        var candidates = new List<AnalysisJobRow>();
        foreach (var (id, priority) in await UrgencyAsync(db, site, now, cancel))
        {
            // More urgent work of other sites fills the order already.
            if (candidates.Count(c => c.Priority < priority) >= most)
                continue;
            candidates.AddRange(await Waiting(db, now).Where(j => j.SiteId == id)
                .OrderBy(j => j.Priority).ThenBy(j => j.NotBefore).ThenBy(j => j.Id)
                .Take(most).Include(j => j.Instance).Include(j => j.Study).ToListAsync(cancel));
        }
        var chosen = InTurns(candidates).Take(most).ToList();
        // What was tried before may be what brings a service down: beside others it would use up their attempts, too. So it goes alone.
        var triedBefore = chosen.FindIndex(job => job.Attempt > 0);
        return triedBefore < 0 ? chosen : chosen[..Math.Max(1, triedBefore)];
    }

    public void Served(IEnumerable<AnalysisJobRow> jobs)
    {
        foreach (var job in jobs)
            turns.Served(job.SiteId);
    }

    private IEnumerable<AnalysisJobRow> InTurns(List<AnalysisJobRow> candidates)
    {
        foreach (var urgency in candidates.GroupBy(c => c.Priority).OrderBy(g => g.Key))
        {
            var bySite = urgency.GroupBy(c => c.SiteId).ToDictionary(g => g.Key, g => new Queue<AnalysisJobRow>(g));
            var ahead = new TurnsOfSites(turns);
            while (bySite.Count > 0)
            {
                var next = ahead.Next(bySite.Keys);
                ahead.Served(next);
                yield return bySite[next].Dequeue();
                if (bySite[next].Count == 0)
                    bySite.Remove(next);
            }
        }
    }

    /// <summary>Each site that has work to do, with its most urgent, the most urgent first. One seek a site, however much waits.</summary>
    private static async Task<List<(int Site, AnalysisPriority Priority)>> UrgencyAsync(PortalDb db, SiteId? site, DateTimeOffset now, CancellationToken cancel)
    {
        var sites = site is { Value: var only } ? db.Sites.Where(s => s.SiteId == only) : db.Sites;
        var waiting = Waiting(db, now);
        var urgency = await sites
            .Select(s => new
            {
                s.SiteId,
                Priority = waiting.Where(j => j.SiteId == s.SiteId).OrderBy(j => j.Priority).Select(j => (AnalysisPriority?)j.Priority).FirstOrDefault(),
            })
            .ToListAsync(cancel);
        return [.. urgency.Where(u => u.Priority is not null).Select(u => (u.SiteId, u.Priority!.Value)).OrderBy(u => u.Value)];
    }

    private static IQueryable<AnalysisJobRow> Waiting(PortalDb db, DateTimeOffset now) =>
        db.AnalysisJobs.Where(j => j.State == JobState.Waiting && j.NotBefore <= now);
}
