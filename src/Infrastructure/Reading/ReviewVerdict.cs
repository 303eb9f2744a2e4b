using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Releases;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>What became of a review.</summary>
public abstract record ReviewOutcome
{
    private ReviewOutcome()
    {
    }

    public sealed record Saved(Review Review) : ReviewOutcome;

    /// <summary>Somebody was first; theirs stands.</summary>
    public sealed record AlreadyReviewed(Review Review) : ReviewOutcome;

    /// <summary>No such verdict awaits a review, or it is the reviewer's own.</summary>
    public sealed record Invalid(string Sentence) : ReviewOutcome;
}

/// <summary>QA confirms or rejects a reader's verdict; the training label is superseded accordingly.</summary>
public sealed class ReviewVerdict(IDbContextFactory<PortalDb> contexts, LabelSignals signals, AuditLog audit, TimeProvider time)
{
    /// <exception cref="AccessDeniedException">Not QA.</exception>
    public async Task<ReviewOutcome> RunAsync(Actor actor, VerdictId verdict, ReviewDecision decision, string? comment, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.MustBe(Role.QA);
        if (comment?.Length > DraftReads.MaxCommentLength)
            return new ReviewOutcome.Invalid($"The comment has {comment.Length} characters; at most {DraftReads.MaxCommentLength} are kept.");
        var outcome = await Conflicts.RetryAsync(contexts, db => ReviewAsync(db, actor, verdict, decision, comment, cancel), cancel);
        if (outcome is ReviewOutcome.Saved)
            signals.Labels.Wake();
        return outcome;
    }

    private async Task<ReviewOutcome> ReviewAsync(
        PortalDb db, Actor actor, VerdictId verdict, ReviewDecision decision, string? comment, CancellationToken cancel)
    {
        if (!await ListReviews.Awaiting(db, actor).AnyAsync(v => v.Id == verdict.Value, cancel))
        {
            // Asked in this order: a review that comes between the two questions is found by the second.
            var earlier = await db.Reviews.AsNoTracking().SingleOrDefaultAsync(r => r.SiteId == actor.Site.Value && r.VerdictKey == verdict.Value, cancel);
            return earlier is null
                ? new ReviewOutcome.Invalid("No such decision awaits a review, or it is your own.")
                : new ReviewOutcome.AlreadyReviewed(Review(earlier));
        }

        var now = time.GetUtcNow();
        var review = new ReviewRow
        {
            Id = Guid.CreateVersion7(now),
            SiteId = actor.Site.Value,
            VerdictKey = verdict.Value,
            Decision = decision,
            Comment = comment,
            ReviewedByUserId = actor.UserId,
            ReviewedBy = actor.DisplayName,
            ReviewedAt = now,
        };
        db.Reviews.Add(review);
        var label = await db.TrainingLabels.AsNoTracking()
            .Where(l => l.SiteId == actor.Site.Value && l.VerdictKey == verdict.Value)
            .OrderByDescending(l => l.Revision)
            .FirstAsync(cancel);
        db.TrainingLabels.Add(Superseding(label, review));
        var study = await db.Verdicts.Where(v => v.Id == verdict.Value).Select(v => v.Instance.Study).SingleAsync(cancel);
        var fact = new AuditFact(AuditAction.VerdictReviewed) { Subject = verdict.Value.ToString(), Detail = decision.ToString() };
        await audit.AppendAsync(db, actor, fact.About(study, label.SopInstanceUid), cancel);
        await db.SaveChangesAsync(cancel);
        return new ReviewOutcome.Saved(Review(review));
    }

    private static TrainingLabelRow Superseding(TrainingLabelRow label, ReviewRow review)
    {
        label.SupersedesId = label.Id;
        label.Id = Guid.CreateVersion7(review.ReviewedAt);
        label.Revision++;
        label.Review = review.Decision;
        label.Policy = LabelPolicies.QaOverSingleRead;
        return label;
    }

    private static Review Review(ReviewRow row) => new(new VerdictId(row.VerdictKey), row.Decision, row.Comment, row.ReviewedBy, row.ReviewedAt);
}
