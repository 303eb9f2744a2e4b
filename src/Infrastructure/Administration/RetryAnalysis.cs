using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>Puts an instance whose analysis failed, was refused or cancelled into the queue again.</summary>
public sealed class RetryAnalysis(
    IDbContextFactory<PortalDb> contexts, QueueSignals signals, AuditLog audit, IOptions<QueueOptions> options, TimeProvider time)
{
    /// <summary>False: there is no such instance, or nothing to try again.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor administrator.</exception>
    public async Task<bool> RunAsync(Actor actor, StudyInstanceUid study, SopInstanceUid instance, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Radiologist, Role.Administrator);
        var queued = await Conflicts.RetryAsync(contexts, async db =>
        {
            var job = await db.AnalysisJobs.Include(j => j.Instance).Include(j => j.Study)
                .Where(j => j.SiteId == actor.Site.Value && j.Study.StudyInstanceUid == study.Value && j.Instance.SopInstanceUid == instance.Value)
                .OrderByDescending(j => j.Ordinal).FirstOrDefaultAsync(cancel);
            if (job is not { State: JobState.Done } || job.Instance.State is not (AnalysisState.Failed or AnalysisState.Refused))
                return false;
            var now = time.GetUtcNow();
            job.State = JobState.Waiting;
            // Somebody asked for it.
            job.Priority = AnalysisPriority.Normal;
            job.NotBefore = now;
            job.AttemptsAllowed = job.Attempt + options.Value.Attempts;
            job.Instance.State = AnalysisState.Waiting;
            (job.Instance.RefusalCode, job.Instance.RefusalSentence) = (null, null);
            AnalysisEventLog.Append(db, job.Study, job, instance.Value, new AnalysisEvent.Queued(), now);
            await audit.AppendAsync(db, actor, new AuditFact(AuditAction.AnalysisRequested).About(job.Study, instance.Value), cancel);
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        if (queued)
        {
            signals.Work.Wake();
            signals.Events.Wake();
        }
        return queued;
    }
}
