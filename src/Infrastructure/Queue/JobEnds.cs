using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>How a job goes on when it did not succeed. Each adds its event to what the context will save.</summary>
internal static class JobEnds
{
    /// <summary>It waits again, until <paramref name="notBefore"/>.</summary>
    public static void TryAgain(PortalDb db, AnalysisJobRow job, Refusal reason, DateTimeOffset now, DateTimeOffset notBefore)
    {
        job.State = JobState.Waiting;
        job.LeaseExpiresAt = null;
        job.NotBefore = notBefore;
        Note(job, reason);
        job.Instance.Show(AnalysisState.Waiting);
        AnalysisEventLog.Append(db, job.Study, job, job.Instance.SopInstanceUid, new AnalysisEvent.Failed(reason, Final: false), now);
    }

    /// <summary>It is over. An instance that was analysed before, by other models, keeps that analysis.</summary>
    /// <param name="state">Of an instance without an analysis: refused or failed.</param>
    public static void End(PortalDb db, AnalysisJobRow job, Refusal reason, AnalysisState state, DateTimeOffset now)
    {
        job.State = JobState.Done;
        job.LeaseExpiresAt = null;
        Note(job, reason);
        var instance = job.Instance;
        if (instance.CurrentAnalysisId is null)
            (instance.State, instance.RefusalCode, instance.RefusalSentence) = (state, reason.Code, job.LastRefusalSentence);
        else
            (instance.State, instance.RefusalCode, instance.RefusalSentence) = (AnalysisState.Completed, null, null);
        AnalysisEventLog.Append(db, job.Study, job, instance.SopInstanceUid, new AnalysisEvent.Failed(reason, Final: true), now);
    }

    private static void Note(AnalysisJobRow job, Refusal reason)
    {
        job.LastRefusalCode = reason.Code;
        job.LastRefusalSentence = reason.Sentence.Length <= 1000 ? reason.Sentence : reason.Sentence[..1000];
    }
}
