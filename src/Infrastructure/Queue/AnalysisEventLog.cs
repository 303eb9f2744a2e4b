using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Queue;

/// <summary>The event table: it is the truth; the signal only says when to look.</summary>
public sealed class AnalysisEventLog(
    IDbContextFactory<PortalDb> contexts, QueueSignals signals, IOptions<QueueOptions> options, TimeProvider time) : IAnalysisEvents
{
    private const int PageSize = 200;

    public async IAsyncEnumerable<RecordedAnalysisEvent> Watch(
        SiteId site, StudyInstanceUid study, long afterSequence, [EnumeratorCancellation] CancellationToken cancel)
    {
        var poll = TimeSpan.FromSeconds(options.Value.PollSeconds);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var next = signals.Events.Next;
            var page = await ReadAsync(site, study, afterSequence, cancel);
            foreach (var row in page)
            {
                yield return Event(row);
                afterSequence = row.Sequence;
            }
            if (page.Count < PageSize)
                await WakeSignal.WaitAsync(next, poll, time, cancel);
        }
    }

    /// <summary>
    /// Adds the event to what the context will save; the study's row, loaded in that context, gives the sequence. Two who append at once
    /// collide on the row's version, and one of them must start over: hence no gaps and no doubles.
    /// </summary>
    internal static void Append(PortalDb db, StudyRow study, AnalysisJobRow job, string sopInstanceUid, AnalysisEvent analysisEvent, DateTimeOffset at)
    {
        study.LastEventSequence++;
        db.AnalysisEvents.Add(new AnalysisEventRow
        {
            SiteId = study.SiteId,
            StudyKey = study.Id,
            Sequence = study.LastEventSequence,
            AnalysisId = job.Id,
            Attempt = Math.Max(1, job.Attempt),
            SopInstanceUid = sopInstanceUid,
            At = at,
            Kind = analysisEvent.GetType().Name,
            PayloadJson = StoredJson.Write(analysisEvent),
        });
    }

    private async Task<List<AnalysisEventRow>> ReadAsync(SiteId site, StudyInstanceUid study, long after, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.AnalysisEvents.AsNoTracking()
            .Where(e => e.SiteId == site.Value && e.Sequence > after
                // As a key of its own and not by a join: else the site's events are gone through, and each asked for its study.
                && e.StudyKey == db.Studies.Where(s => s.SiteId == site.Value && s.StudyInstanceUid == study.Value).Select(s => (Guid?)s.Id).FirstOrDefault())
            .OrderBy(e => e.Sequence)
            .Take(PageSize)
            .ToListAsync(cancel);
    }

    private static RecordedAnalysisEvent Event(AnalysisEventRow row) => new(
        row.Sequence, new AnalysisId(row.AnalysisId), row.Attempt, SopInstanceUid.Parse(row.SopInstanceUid), row.At,
        StoredJson.Read<AnalysisEvent>(row.PayloadJson));
}
