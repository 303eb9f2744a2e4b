using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>
/// The studies of the reader's site, in the one order of the worklist: what needs attention first, the most urgent on top; then the most suspicious
/// first; among equals the one that waits longest.
/// </summary>
public sealed class ListWorklist(IDbContextFactory<PortalDb> contexts, AuditViews audit)
{
    /// <exception cref="AccessDeniedException">Not a radiologist.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded that the list is looked at.</exception>
    public async Task<IReadOnlyList<WorklistItem>> RunAsync(Actor actor, WorklistFilter filter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(filter);
        actor.MustBe(Role.Radiologist);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await Filtered(db, actor, filter)
            .OrderBy(Place)
            .ThenByDescending(ScoreOfAnalysed)
            .ThenBy(s => s.ReceivedAt).ThenBy(s => s.StudyInstanceUid)
            .Skip(filter.Skip).Take(filter.Take)
            .Select(s => new Row(
                s.StudyInstanceUid, s.Patient.Name, s.Patient.PatientId, s.Patient.BirthDate, s.Patient.Sex, s.StudyDate, s.StudyTime, s.Description,
                s.AccessionNumber, s.ReceivedAt,
                s.Reads.Where(r => r.ReaderId == actor.UserId).Select(r => (ReadState?)r.State).FirstOrDefault(),
                s.Instances.Select(i => new Film(i.SopInstanceUid, i.State, i.AbnormalityScore, i.TopModelClass, i.RefusalSentence)).ToList()))
            .AsSplitQuery()
            .ToListAsync(cancel);
        await audit.ListAsync(actor, "worklist", cancel);
        return [.. rows.Select(Item)];
    }

    /// <summary>What a person must do something about comes before what machines are busy with, and that before what is analysed.</summary>
    private static Expression<Func<StudyRow, int>> Place => s =>
        s.Instances.Any(i => i.State == AnalysisState.Failed) ? 0
        : s.Instances.Any(i => i.State == AnalysisState.Refused) ? 1
        : s.Instances.All(i => i.State == AnalysisState.NotForAnalysis) ? 2
        : s.Instances.Any(i => i.State == AnalysisState.Running) ? 3
        : s.Instances.Any(i => i.State == AnalysisState.Waiting) ? 4
        : 5;

    /// <summary>While a film of the study needs attention, the others' scores say nothing about its place.</summary>
    private static Expression<Func<StudyRow, double?>> ScoreOfAnalysed => s =>
        s.Instances.All(i => i.State == AnalysisState.Completed || i.State == AnalysisState.NotForAnalysis) ? s.Instances.Max(i => i.AbnormalityScore) : null;

    private static IQueryable<StudyRow> Filtered(PortalDb db, Actor actor, WorklistFilter filter)
    {
        var studies = db.Studies.AsNoTracking().Where(s => s.SiteId == actor.Site.Value);
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            // "Doe, Jane" is kept as "Doe^Jane".
            var text = $"%{Escape(string.Join('^', filter.Text.Split(',', StringSplitOptions.TrimEntries)))}%";
            studies = studies.Where(s =>
                EF.Functions.Like(s.Patient.Name, text, "\\") || EF.Functions.Like(s.Patient.PatientId, text, "\\")
                || EF.Functions.Like(s.AccessionNumber!, text, "\\") || EF.Functions.Like(s.Description!, text, "\\"));
        }
        return filter.Reads switch
        {
            ReadFilter.ToRead => studies.Where(s => !s.Reads.Any(r => r.ReaderId == actor.UserId && r.State == ReadState.Submitted)),
            ReadFilter.Submitted => studies.Where(s => s.Reads.Any(r => r.ReaderId == actor.UserId && r.State == ReadState.Submitted)),
            _ => studies,
        };
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);

    private static WorklistItem Item(Row row)
    {
        var state = row.Films.Select(f => f.State).OrderBy(Urgency).FirstOrDefault();
        var analysed = row.Films.Any(f => f.State == AnalysisState.Completed)
            && row.Films.All(f => f.State is AnalysisState.Completed or AnalysisState.NotForAnalysis);
        var top = row.Films.Where(f => f.Score is not null).MaxBy(f => f.Score);
        // The film that scores highest as a whole need not be the one on which something is marked.
        var marked = row.Films.Where(f => f.TopModelClass is not null).MaxBy(f => f.Score)?.TopModelClass;
        return new WorklistItem(
            StudyInstanceUid.Parse(row.Uid), PatientNames.Display(row.Name), row.PatientId, row.BirthDate, row.Sex, row.Date, row.Time,
            row.Description, row.Accession, row.Films.Count, analysed ? WorklistGroup.Analysed : WorklistGroup.NeedsAttention, state, top?.Score,
            marked is not null ? FindingLabels.OfModelClass(marked) : null,
            [.. row.Films.Where(f => f.State == AnalysisState.Failed).Select(f => SopInstanceUid.Parse(f.Uid))],
            Status(state, row.Films, marked), row.MyRead ?? ReadState.Unread, row.ReceivedAt);
    }

    private static int Urgency(AnalysisState state) => state switch
    {
        AnalysisState.Failed => 0,
        AnalysisState.Refused => 1,
        AnalysisState.Running => 2,
        AnalysisState.Waiting => 3,
        AnalysisState.Completed => 4,
        _ => 5,
    };

    private static string Status(AnalysisState state, IReadOnlyList<Film> films, string? marked) => state switch
    {
        AnalysisState.Waiting => "Waiting to be analysed.",
        AnalysisState.Running => "Being analysed.",
        AnalysisState.Completed when marked is not null => $"Suspicious for {FindingLabels.OfModelClass(marked).Meaning.ToLowerInvariant()}.",
        AnalysisState.Completed => "Nothing marked.",
        _ => films.First(f => f.State == state).RefusalSentence ?? "Not analysed.",
    };

    private sealed record Film(string Uid, AnalysisState State, double? Score, string? TopModelClass, string? RefusalSentence);

    private sealed record Row(
        string Uid, string Name, string PatientId, DateOnly? BirthDate, string? Sex, DateOnly? Date, TimeOnly? Time, string? Description,
        string? Accession, DateTimeOffset ReceivedAt, ReadState? MyRead, List<Film> Films);
}
