using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>Which of an instance's analyses is shown: the newest, or one that is taken back into use.</summary>
internal static class CurrentAnalysis
{
    /// <summary>Shows the instance by an analysis that has just been made.</summary>
    public static void Show(InstanceRow instance, AnalysisRow analysis, AnalysisResult result)
    {
        instance.State = AnalysisState.Completed;
        instance.CurrentAnalysisId = analysis.Id;
        instance.AbnormalityScore = result.AbnormalityScore;
        instance.TopModelClass = result.Irregularities.MaxBy(i => i.Score)?.Label;
        (instance.RefusalCode, instance.RefusalSentence) = (null, null);
    }

    /// <summary>Shows the instance by an earlier analysis again. Viewers are told by that analysis's Completed, a second time.</summary>
    public static async Task TakeBackAsync(PortalDb db, StudyRow study, InstanceRow instance, AnalysisRow earlier, DateTimeOffset now, CancellationToken cancel)
    {
        var result = StoredAnalysis.ResultWithoutHeat(earlier.ResultJson);
        var job = await db.AnalysisJobs.SingleAsync(j => j.SiteId == earlier.SiteId && j.Id == earlier.Id, cancel);
        Show(instance, earlier, result);
        AnalysisEventLog.Append(db, study, job, instance.SopInstanceUid, CompletedBy(result), now);
    }

    /// <summary>The analysis of the same models by the same pipeline, should there be one on record.</summary>
    public static Task<AnalysisRow?> FindAsync(PortalDb db, InstanceRow instance, string modelSetHash, string pipelineVersion, CancellationToken cancel) =>
        db.Analyses.AsNoTracking().SingleOrDefaultAsync(
            a => a.SiteId == instance.SiteId && a.InstanceKey == instance.Id && a.ModelSetHash == modelSetHash && a.PipelineVersion == pipelineVersion, cancel);

    public static AnalysisEvent.Completed CompletedBy(AnalysisResult result) =>
        new(result.Irregularities, result.AbnormalityScore, result.CardiothoracicRatio, result.Warnings);
}
