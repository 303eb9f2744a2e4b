using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Observability;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>Takes work off the queue. A worker that has it in hand hears so at its next word; the film can be put into the queue again.</summary>
public sealed class CancelAnalysis(IDbContextFactory<PortalDb> contexts, QueueSignals signals, AuditLog audit, AnalysisMeter meter, TimeProvider time)
{
    private static readonly Refusal Cancelled = new(RefusalCodes.Cancelled, "The analysis was cancelled by an administrator; it can be tried again.");

    /// <summary>False: there is no such work, or it is over.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<bool> RunAsync(Actor actor, AnalysisId analysis, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        var cancelled = await Conflicts.RetryAsync(contexts, async db =>
        {
            var job = await db.AnalysisJobs.Include(j => j.Instance).Include(j => j.Study)
                .SingleOrDefaultAsync(j => j.SiteId == actor.Site.Value && j.Id == analysis.Value && j.State != JobState.Done, cancel);
            if (job is null)
                return false;
            JobEnds.End(db, job, Cancelled, AnalysisState.Failed, time.GetUtcNow());
            await audit.AppendAsync(db, actor, new AuditFact(AuditAction.AnalysisCancelled).About(job.Study, job.Instance.SopInstanceUid), cancel);
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        if (cancelled)
        {
            meter.Ended("cancelled", Cancelled);
            signals.Events.Wake();
        }
        return cancelled;
    }
}
