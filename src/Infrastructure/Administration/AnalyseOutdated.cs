using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>
/// Puts unread films that other models analysed into the queue again, behind all other work. The earlier analysis stays on record, and in use until
/// the new one is complete. Where the models in force analysed a film before, that analysis is taken back into use at once.
/// </summary>
public sealed class AnalyseOutdated(
    IDbContextFactory<PortalDb> contexts, QueueSignals signals, AuditLog audit, IOptions<QueueOptions> options, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>How many films were put into the queue, or back to their earlier analysis. Cancelled: those that are in it stay.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<int> RunAsync(Actor actor, ModelsInForce models, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(models);
        actor.MustBe(Role.Administrator);
        var (queued, some) = (0, AtOnce);
        while (some == AtOnce)
        {
            some = await Conflicts.RetryAsync(contexts, db => QueueSomeAsync(db, actor, models, cancel), cancel);
            queued += some;
            signals.Work.Wake();
            signals.Events.Wake();
        }
        return queued;
    }

    private async Task<int> QueueSomeAsync(PortalDb db, Actor actor, ModelsInForce models, CancellationToken cancel)
    {
        var site = actor.Site;
        var films = await models.OutdatedAndUnread(db, site.Value).Include(i => i.Study).OrderBy(i => i.Id).Take(AtOnce).ToListAsync(cancel);
        var keys = films.Select(f => f.Id).ToList();
        var last = await db.AnalysisJobs.Where(j => j.SiteId == site.Value && keys.Contains(j.InstanceKey))
            .GroupBy(j => j.InstanceKey).Select(g => new { g.Key, Ordinal = g.Max(j => j.Ordinal) }).ToDictionaryAsync(g => g.Key, g => g.Ordinal, cancel);
        foreach (var film in films)
        {
            var now = time.GetUtcNow();
            if (await CurrentAnalysis.FindAsync(db, film, models.Models.Hash, models.PipelineVersion, cancel) is { } earlier)
                await CurrentAnalysis.TakeBackAsync(db, film.Study, film, earlier, now, cancel);
            else
            {
                DatabaseAnalysisQueue.Enqueue(
                    db, film.Study, film, AnalysisId.New(time), last.GetValueOrDefault(film.Id) + 1, AnalysisPriority.Backlog, options.Value.Attempts, now);
            }
            await audit.AppendAsync(db, actor, new AuditFact(AuditAction.AnalysisRequested).About(film.Study, film.SopInstanceUid), cancel);
        }
        await db.SaveChangesAsync(cancel);
        return films.Count;
    }
}
