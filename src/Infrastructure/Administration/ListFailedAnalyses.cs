using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Administration;

/// <summary>A film that the models refused, or whose analysis went wrong. Names no patient.</summary>
/// <param name="Sentence">Why.</param>
public sealed record FailedAnalysis(
    StudyInstanceUid Study, SopInstanceUid Instance, AnalysisState State, string Sentence, DateTimeOffset ReceivedAt);

/// <summary>What <see cref="RetryAnalysis"/> can put into the queue again.</summary>
public sealed class ListFailedAnalyses(IDbContextFactory<PortalDb> contexts)
{
    private const int Most = 500;

    /// <summary>Newest studies first, at most 500.</summary>
    /// <exception cref="AccessDeniedException">Not an administrator.</exception>
    public async Task<IReadOnlyList<FailedAnalysis>> RunAsync(Actor actor, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.Administrator);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.Instances.AsNoTracking()
            .Where(i => i.SiteId == actor.Site.Value && (i.State == AnalysisState.Failed || i.State == AnalysisState.Refused))
            .OrderByDescending(i => i.ReceivedAt).ThenBy(i => i.SopInstanceUid)
            .Take(Most)
            .Select(i => new { i.Study.StudyInstanceUid, i.SopInstanceUid, i.State, i.RefusalSentence, i.ReceivedAt })
            .ToListAsync(cancel);
        return [.. rows.Select(r => new FailedAnalysis(
            StudyInstanceUid.Parse(r.StudyInstanceUid), SopInstanceUid.Parse(r.SopInstanceUid), r.State, r.RefusalSentence ?? "The analysis failed.", r.ReceivedAt))];
    }
}
