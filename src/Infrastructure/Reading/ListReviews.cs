using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>A verdict that awaits QA, with what is needed to show it on its film. Names no patient.</summary>
/// <param name="Box">On the film as stored; the whole of it where the verdict is that there is nothing more to find.</param>
/// <param name="Score">The model's, 0..1, of the mark or of the film; null for what the reader drew.</param>
/// <param name="Reader">Display name.</param>
public sealed record ReviewItem(
    VerdictId Verdict,
    StudyInstanceUid Study,
    SopInstanceUid Instance,
    int Frame,
    int Rows,
    int Columns,
    ImageBox Box,
    CodedConcept Label,
    VerdictKind Kind,
    CodedConcept? Reason,
    string? Comment,
    double? Score,
    string Reader,
    DateTimeOffset SubmittedAt)
{
    /// <summary>Where the verdict is that there is nothing more to find: what the same reader did find on the film.</summary>
    public IReadOnlyList<ImageBox> Found { get; init; } = [];
}

/// <summary>The verdicts of submitted reads that QA has not checked yet, oldest first; not the actor's own.</summary>
public sealed class ListReviews(IDbContextFactory<PortalDb> contexts, AuditViews audit)
{
    /// <exception cref="AccessDeniedException">Not QA.</exception>
    /// <exception cref="AuditUnavailableException">It cannot be recorded that the list is looked at.</exception>
    public async Task<IReadOnlyList<ReviewItem>> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.QA);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await Awaiting(db, actor).AsNoTracking()
            .Include(v => v.Read)
            .OrderBy(v => v.Read.SubmittedAt).ThenBy(v => v.ReadKey).ThenBy(v => v.Number)
            .Select(v => new { Verdict = v, v.Read, v.Read.Study.StudyInstanceUid })
            .ToListAsync(cancel);
        var found = await FoundAsync(db, actor, [.. rows.Where(r => r.Verdict.Kind == VerdictKind.FullyRead).Select(r => r.Read.Id)], cancel);
        await audit.ListAsync(actor, "reviews", cancel);
        return [.. rows.Select(r => new ReviewItem(
            new VerdictId(r.Verdict.Id), StudyInstanceUid.Parse(r.StudyInstanceUid), SopInstanceUid.Parse(r.Verdict.SopInstanceUid), r.Verdict.Frame,
            r.Verdict.Rows, r.Verdict.Columns, StoredVerdict.Box(r.Verdict), StoredVerdict.Label(r.Verdict), r.Verdict.Kind,
            StoredVerdict.Reason(r.Verdict), r.Verdict.Comment, r.Verdict.Score, r.Read.ReaderName, r.Read.SubmittedAt!.Value)
        {
            Found = r.Verdict.Kind == VerdictKind.FullyRead ? [.. found[(r.Read.Id, r.Verdict.InstanceKey, r.Verdict.Frame)]] : [],
        })];
    }

    private static async Task<ILookup<(Guid Read, Guid Instance, int Frame), ImageBox>> FoundAsync(
        PortalDb db, Actor actor, IReadOnlyCollection<Guid> reads, CancellationToken cancel)
    {
        var verdicts = await db.Verdicts.AsNoTracking().Where(v => v.SiteId == actor.Site.Value && reads.Contains(v.ReadKey)).ToListAsync(cancel);
        return verdicts.GroupBy(v => v.ReadKey).SelectMany(StoredVerdict.Current)
            .Where(v => v.Kind is VerdictKind.Accepted or VerdictKind.Corrected or VerdictKind.Added)
            .ToLookup(v => (v.ReadKey, v.InstanceKey, v.Frame), StoredVerdict.Box);
    }

    /// <summary>Submitted, the last word about its place, not withdrawn, not reviewed, not the actor's own.</summary>
    internal static IQueryable<VerdictRow> Awaiting(PortalDb db, Actor actor) => db.Verdicts.Where(v =>
        v.SiteId == actor.Site.Value
        && v.Read.State == ReadState.Submitted
        && v.Read.ReaderId != actor.UserId
        && !v.Withdrawn
        && !db.Verdicts.Any(later => later.ReadKey == v.ReadKey && later.TrackingUid == v.TrackingUid && later.Number > v.Number)
        && !db.Reviews.Any(review => review.SiteId == v.SiteId && review.VerdictKey == v.Id));
}
