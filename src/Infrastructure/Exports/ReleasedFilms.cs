using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Releases;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>One frame of one film that has something to say.</summary>
/// <param name="NumberInPatient">From 1, in the order received: the same in every export.</param>
internal sealed record ReleasedFilm(
    string LinkKeyHash, int Ordinal, int NumberInPatient, string StorageKey, int Frame, PixelSpacing? Spacing, bool BurnedInAnnotation, FilmTruth Truth);

/// <summary>What an export would hold now.</summary>
internal static class ReleasedFilms
{
    public static async Task<List<ReleasedFilm>> ReadAsync(PortalDb db, SiteId site, CancellationToken cancel)
    {
        var labels = await Current(db, site).AsNoTracking()
            .Include(l => l.Instance).ThenInclude(i => i.Study).ThenInclude(s => s.Patient)
            .ToListAsync(cancel);
        var patients = labels.Select(l => l.Instance.Study.PatientKey).Distinct().ToList();
        var numbers = (await db.Instances.AsNoTracking()
                .Where(i => i.SiteId == site.Value && patients.Contains(i.Study.PatientKey))
                .Select(i => new { i.Id, i.Study.PatientKey, i.ReceivedAt })
                .ToListAsync(cancel))
            .GroupBy(i => i.PatientKey)
            .SelectMany(p => p.OrderBy(i => i.ReceivedAt).ThenBy(i => i.Id).Select((i, index) => (i.Id, Number: index + 1)))
            .ToDictionary(i => i.Id, i => i.Number);
        return [.. labels
            .GroupBy(l => (l.InstanceKey, l.Frame))
            .Select(film => Film(film.First().Instance, film.Key.Frame, numbers[film.Key.InstanceKey], ReleaseRules.Apply([.. film.Select(Label)])))
            .Where(film => film.Truth.SaysSomething)
            .OrderBy(film => film.LinkKeyHash, StringComparer.Ordinal).ThenBy(film => film.Ordinal).ThenBy(film => film.NumberInPatient).ThenBy(film => film.Frame)];
    }

    /// <summary>Of each tracking UID the highest revision.</summary>
    public static IQueryable<TrainingLabelRow> Current(PortalDb db, SiteId site) => db.TrainingLabels.Where(l => l.SiteId == site.Value
        && !db.TrainingLabels.Any(later => later.SiteId == l.SiteId && later.TrackingUid == l.TrackingUid && later.Revision > l.Revision));

    private static ReleasedFilm Film(InstanceRow instance, int frame, int number, FilmTruth truth) => new(
        instance.Study.Patient.LinkKeyHash, instance.Study.Patient.Ordinal, number, instance.StorageKeyHash, frame, Worklists.OpenStudy.Spacing(instance),
        instance.BurnedInAnnotation, truth);

    private static TrainingLabel Label(TrainingLabelRow row) => new(
        row.TrackingUid, SopInstanceUid.Parse(row.SopInstanceUid), row.Frame,
        row is { BoxX: { } x, BoxY: { } y, BoxWidth: { } width, BoxHeight: { } height } ? new ImageBox(x, y, width, height) : null,
        new CodedConcept(row.LabelCode, row.LabelScheme, row.LabelMeaning), row.VerdictKind, row.Review,
        row is { AnalysisId: { } analysis, IrregularityId: { } irregularity } ? (new AnalysisId(analysis), irregularity) : null,
        row.Policy, row.GivenAt);
}
