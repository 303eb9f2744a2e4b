using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Queue;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>Has a study's films analysed sooner or later than others.</summary>
public sealed class PrioritiseStudy(IDbContextFactory<PortalDb> contexts, QueueSignals signals, AuditLog audit)
{
    /// <summary>How many of the study's films waited with another priority. One that runs runs on.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor administrator.</exception>
    public async Task<int> RunAsync(Actor actor, StudyInstanceUid study, AnalysisPriority priority, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Radiologist, Role.Administrator);
        if (!Enum.IsDefined(priority))
            throw new ArgumentOutOfRangeException(nameof(priority), priority, "There is no such priority.");
        var changed = await Conflicts.RetryAsync(contexts, async db =>
        {
            var jobs = await db.AnalysisJobs.Include(j => j.Study)
                .Where(j => j.SiteId == actor.Site.Value && j.Study.StudyInstanceUid == study.Value && j.State == JobState.Waiting && j.Priority != priority)
                .ToListAsync(cancel);
            if (jobs.Count == 0)
                return 0;
            foreach (var job in jobs)
                job.Priority = priority;
            await audit.AppendAsync(db, actor, new AuditFact(AuditAction.AnalysisPrioritised) { Detail = priority.ToString() }.About(jobs[0].Study), cancel);
            await db.SaveChangesAsync(cancel);
            return jobs.Count;
        }, cancel);
        if (changed > 0)
            signals.Events.Wake();
        return changed;
    }
}
