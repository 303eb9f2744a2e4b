using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Reading;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>Everything the study page needs, but the pixels.</summary>
public sealed class OpenStudy(IDbContextFactory<PortalDb> contexts, AuditViews audit)
{
    /// <summary>Null: the actor's site has no such study.</summary>
    /// <exception cref="AccessDeniedException">Neither radiologist nor QA.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded that the study is looked at.</exception>
    public async Task<StudyView?> RunAsync(Actor actor, StudyInstanceUid study, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Radiologist, Role.QA);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var row = await db.Studies.AsNoTracking()
            .Include(s => s.Patient)
            .Include(s => s.Instances).ThenInclude(i => i.Series)
            .Include(s => s.Reads.Where(r => r.ReaderId == actor.UserId)).ThenInclude(r => r.Verdicts)
            .AsSplitQuery()
            .SingleOrDefaultAsync(s => s.SiteId == actor.Site.Value && s.StudyInstanceUid == study.Value, cancel);
        if (row is null)
            return null;
        await audit.StudyAsync(actor, study, cancel);
        var current = row.Instances.Where(i => i.CurrentAnalysisId is not null).Select(i => i.CurrentAnalysisId!.Value).ToList();
        var analyses = await db.Analyses.AsNoTracking().Where(a => a.SiteId == row.SiteId && current.Contains(a.Id)).ToDictionaryAsync(a => a.Id, cancel);
        return new StudyView(
            study,
            new PatientView(PatientNames.Display(row.Patient.Name), row.Patient.PatientId, row.Patient.Issuer, row.Patient.BirthDate, row.Patient.Sex),
            row.StudyDate, row.StudyTime, row.Description, row.AccessionNumber,
            [.. row.Instances.OrderBy(i => i.ReceivedAt).ThenBy(i => i.Id).Select(i => View(i, analyses))],
            await PriorsAsync(db, row, cancel),
            StoredVerdict.View(row.Reads.SingleOrDefault()),
            row.LastEventSequence);
    }

    private static async Task<IReadOnlyList<PriorStudy>> PriorsAsync(PortalDb db, StudyRow study, CancellationToken cancel)
    {
        var others = await db.Studies.AsNoTracking()
            .Where(s => s.SiteId == study.SiteId && s.PatientKey == study.PatientKey && s.Id != study.Id)
            .OrderByDescending(s => s.StudyDate).ThenByDescending(s => s.ReceivedAt)
            .Select(s => new { s.StudyInstanceUid, s.StudyDate, s.Description })
            .ToListAsync(cancel);
        return [.. others.Select(s => new PriorStudy(StudyInstanceUid.Parse(s.StudyInstanceUid), s.StudyDate, s.Description))];
    }

    private static InstanceView View(InstanceRow instance, Dictionary<Guid, AnalysisRow> analyses) => new(
        SeriesInstanceUid.Parse(instance.Series.SeriesInstanceUid), SopInstanceUid.Parse(instance.SopInstanceUid), instance.SopClassUid,
        instance.TransferSyntaxUid, instance.ViewPosition, instance.Rows, instance.Columns, instance.Frames, Spacing(instance),
        FilmOrientation.Parse(instance.RowDirection, instance.ColumnDirection), instance.State,
        instance.RefusalCode is { } code ? new Refusal(code, instance.RefusalSentence ?? "") : null,
        instance.CurrentAnalysisId is { } id && analyses.TryGetValue(id, out var analysis)
            ? new AnalysisView(new AnalysisId(id), analysis.CompletedAt, StoredAnalysis.Result(analysis))
            : null);

    internal static PixelSpacing? Spacing(InstanceRow instance) =>
        instance is { RowSpacingMm: { } row, ColumnSpacingMm: { } column, SpacingSource: { } source } ? new PixelSpacing(row, column, source) : null;
}
