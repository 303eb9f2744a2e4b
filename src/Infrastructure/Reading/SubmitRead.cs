using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Releases;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>Ends a read: it is locked, and its verdicts become training labels.</summary>
public sealed class SubmitRead(DraftReads reads, LabelSignals signals, TimeProvider time)
{
    /// <param name="nothingMore">The films hold nothing more to find: a label too, one a film that is fit for analysis.</param>
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public async Task<ReadOutcome> RunAsync(Actor actor, StudyInstanceUid study, bool nothingMore, int readVersion, CancellationToken cancel)
    {
        var outcome = await reads.ChangeAsync(actor, study, readVersion, async (db, studyRow, read) =>
        {
            var verdicts = StoredVerdict.Current(read.Verdicts);
            if (verdicts.Count == 0 && !nothingMore)
                return DraftReads.Change.Refuse("Nothing is decided yet: accept, reject or draw a finding, or say that there is nothing more to find.");
            read.State = ReadState.Submitted;
            read.NothingMore = nothingMore;
            read.SubmittedAt = time.GetUtcNow();
            db.TrainingLabels.AddRange(verdicts.Select(v => LabelOf(v, read)));
            if (nothingMore)
            {
                var films = await db.Instances.Where(
                    i => i.SiteId == studyRow.SiteId && i.StudyKey == studyRow.Id && i.State != AnalysisState.NotForAnalysis).ToListAsync(cancel);
                db.TrainingLabels.AddRange(films.Select(film => FullyRead(film, read, actor)));
            }
            return new(null, null);
        }, cancel);
        if (outcome is ReadOutcome.Saved)
            signals.Labels.Wake();
        return outcome;
    }

    private TrainingLabelRow LabelOf(VerdictRow verdict, ReadRow read) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        SiteId = verdict.SiteId,
        TrackingUid = verdict.TrackingUid,
        Revision = 1,
        ReadKey = read.Id,
        VerdictKey = verdict.Id,
        InstanceKey = verdict.InstanceKey,
        SopInstanceUid = verdict.SopInstanceUid,
        Frame = verdict.Frame,
        Rows = verdict.Rows,
        Columns = verdict.Columns,
        BoxX = verdict.BoxX,
        BoxY = verdict.BoxY,
        BoxWidth = verdict.BoxWidth,
        BoxHeight = verdict.BoxHeight,
        LabelCode = verdict.LabelCode,
        LabelScheme = verdict.LabelScheme,
        LabelMeaning = verdict.LabelMeaning,
        VerdictKind = verdict.Kind,
        AnalysisId = verdict.AnalysisId,
        IrregularityId = verdict.IrregularityId,
        Policy = LabelPolicies.SingleRead,
        GivenByUserId = verdict.GivenByUserId,
        GivenBy = verdict.GivenBy,
        GivenAt = verdict.GivenAt,
        DisplayedJson = verdict.DisplayedJson,
    };

    private TrainingLabelRow FullyRead(InstanceRow film, ReadRow read, Actor actor) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        SiteId = film.SiteId,
        TrackingUid = TrackingUids.New(),
        Revision = 1,
        ReadKey = read.Id,
        InstanceKey = film.Id,
        SopInstanceUid = film.SopInstanceUid,
        Frame = 1,
        Rows = film.Rows,
        Columns = film.Columns,
        LabelCode = FindingLabels.FullyRead.Code,
        LabelScheme = FindingLabels.FullyRead.Scheme,
        LabelMeaning = FindingLabels.FullyRead.Meaning,
        AnalysisId = film.CurrentAnalysisId,
        Policy = LabelPolicies.SingleRead,
        GivenByUserId = actor.UserId,
        GivenBy = actor.DisplayName,
        GivenAt = time.GetUtcNow(),
        DisplayedJson = "{}",
    };
}
