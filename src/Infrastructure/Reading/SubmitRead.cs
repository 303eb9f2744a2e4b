using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Releases;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>Ends a read: it is locked, and its verdicts become training labels.</summary>
public sealed class SubmitRead(DraftReads reads, LabelSignals signals, TimeProvider time)
{
    /// <param name="nothingMore">The films hold nothing more to find: a label too, one a film that is fit for analysis.</param>
    /// <param name="shown">The films that the reader had before them; null: all of the study's.</param>
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    public async Task<ReadOutcome> RunAsync(
        Actor actor, StudyInstanceUid study, bool nothingMore, int readVersion, CancellationToken cancel, IReadOnlySet<SopInstanceUid>? shown = null)
    {
        var outcome = await reads.ChangeAsync(actor, study, readVersion, async (db, studyRow, read) =>
        {
            var verdicts = StoredVerdict.Current(read.Verdicts);
            if (verdicts.Count == 0 && !nothingMore)
                return DraftReads.Change.Refuse("Nothing is decided yet: accept, reject or draw a finding, or say that there is nothing more to find.");
            var films = await db.Instances.Where(
                i => i.SiteId == studyRow.SiteId && i.StudyKey == studyRow.Id && i.State != AnalysisState.NotForAnalysis).ToListAsync(cancel);
            if (nothingMore && shown is not null && films.Exists(f => !shown.Contains(SopInstanceUid.Parse(f.SopInstanceUid))))
                return DraftReads.Change.Refuse("Another film of this study has arrived: reload the page and look at it before you say that there is nothing more to find.");
            if (nothingMore && films.Exists(f => f.State is AnalysisState.Waiting or AnalysisState.Running))
                return DraftReads.Change.Refuse("A film of this study is still being analysed: wait for its marks, or submit without \"nothing more to find\".");
            // An undecided mark on a film that holds nothing more would become a clear place in training, whatever the reader thought of it.
            if (nothingMore && await UndecidedAsync(db, studyRow, verdicts, cancel) is > 0 and var open)
            {
                return DraftReads.Change.Refuse(open == 1
                    ? "One mark of the model is not decided yet: accept or reject it, or submit without \"nothing more to find\"."
                    : $"{open} marks of the model are not decided yet: accept or reject them, or submit without \"nothing more to find\".");
            }
            read.State = ReadState.Submitted;
            read.NothingMore = nothingMore;
            read.SubmittedAt = time.GetUtcNow();
            db.TrainingLabels.AddRange(verdicts.Select(v => LabelOf(v, read)));
            if (nothingMore)
            {
                foreach (var film in films)
                {
                    // Added before the next one is numbered.
                    var verdict = db.Verdicts.Add(FullyRead(film, read, actor)).Entity;
                    db.TrainingLabels.Add(LabelOfFilm(verdict, read));
                }
            }
            return new(null, null, new AuditFact(AuditAction.ReadSubmitted)
            {
                Subject = read.Id.ToString(),
                Detail = $"{verdicts.Count} decisions{(nothingMore ? $"; nothing more to find on {films.Count} films" : "")}",
            });
        }, cancel);
        if (outcome is ReadOutcome.Saved)
            signals.Labels.Wake();
        return outcome;
    }

    private static async Task<int> UndecidedAsync(PortalDb db, StudyRow study, IReadOnlyList<VerdictRow> verdicts, CancellationToken cancel)
    {
        var analyses = await db.Analyses.Where(a => a.SiteId == study.SiteId && a.Instance.StudyKey == study.Id && a.Instance.CurrentAnalysisId == a.Id)
            .Select(a => new { a.Id, a.ResultJson }).ToListAsync(cancel);
        return analyses.Sum(a => StoredAnalysis.ResultWithoutHeat(a.ResultJson).Irregularities
            .Count(mark => !verdicts.Any(v => v.AnalysisId == a.Id && v.IrregularityId == mark.Id)));
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

    /// <summary>About the film itself: QA checks it like any other verdict.</summary>
    private VerdictRow FullyRead(InstanceRow film, ReadRow read, Actor actor)
    {
        var verdict = reads.NewVerdict(actor, read, TrackingUids.New(), VerdictKind.FullyRead);
        verdict.InstanceKey = film.Id;
        verdict.SopInstanceUid = film.SopInstanceUid;
        verdict.Frame = 1;
        (verdict.Rows, verdict.Columns) = (film.Rows, film.Columns);
        (verdict.BoxWidth, verdict.BoxHeight) = (film.Columns, film.Rows);
        (verdict.LabelCode, verdict.LabelScheme, verdict.LabelMeaning) =
            (FindingLabels.FullyRead.Code, FindingLabels.FullyRead.Scheme, FindingLabels.FullyRead.Meaning);
        verdict.AnalysisId = film.CurrentAnalysisId;
        verdict.Score = film.AbnormalityScore;
        verdict.DisplayedJson = "{}";
        return verdict;
    }

    /// <summary>A label of the whole film has neither box nor kind.</summary>
    private TrainingLabelRow LabelOfFilm(VerdictRow verdict, ReadRow read)
    {
        var label = LabelOf(verdict, read);
        (label.BoxX, label.BoxY, label.BoxWidth, label.BoxHeight, label.VerdictKind) = (null, null, null, null, null);
        return label;
    }
}
