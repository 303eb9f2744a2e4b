using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>When an analysis was asked for, and in which trace (null: in none).</summary>
public sealed record TracedAnalysis(DateTimeOffset QueuedAt, string? TraceParent);

/// <summary>Finds what a delivered or painted analysis belongs to.</summary>
public sealed class FindTracedAnalysis(IDbContextFactory<PortalDb> contexts)
{
    /// <summary>Null: there is no such analysis of that study at that site.</summary>
    public async Task<TracedAnalysis?> RunAsync(SiteId site, StudyInstanceUid study, AnalysisId analysis, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.AnalysisJobs.AsNoTracking()
            .Where(j => j.SiteId == site.Value && j.Id == analysis.Value && j.Study.StudyInstanceUid == study.Value)
            .Select(j => new TracedAnalysis(j.CreatedAt, j.TraceParent))
            .SingleOrDefaultAsync(cancel);
    }
}
