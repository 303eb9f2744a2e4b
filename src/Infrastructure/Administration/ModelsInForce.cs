using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>What films are analysed by now. An analysis by anything else is outdated.</summary>
/// <param name="Models">In use now.</param>
/// <param name="PipelineVersion">In use now.</param>
public sealed record ModelsInForce(ModelSet Models, string PipelineVersion)
{
    /// <summary>
    /// The outdated films that nobody has begun to read: whoever gave a verdict gave it on the marks of that analysis, and new ones would stand beside it.
    /// </summary>
    internal IQueryable<InstanceRow> OutdatedAndUnread(PortalDb db, int site)
    {
        var (hash, version) = (Models.Hash, PipelineVersion);
        return db.Instances.Where(i => i.SiteId == site && i.State == AnalysisState.Completed
            && !db.Reads.Any(r => r.SiteId == site && r.StudyKey == i.StudyKey)
            && !db.AnalysisJobs.Any(j => j.SiteId == site && j.InstanceKey == i.Id && j.State != JobState.Done)
            && !db.Analyses.Any(a => a.SiteId == site && a.Id == i.CurrentAnalysisId && a.ModelSetHash == hash && a.PipelineVersion == version));
    }
}
