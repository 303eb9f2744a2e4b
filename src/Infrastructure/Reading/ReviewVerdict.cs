using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;

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
public sealed class ReviewVerdict
{
    /// <exception cref="AccessDeniedException">Not QA.</exception>
    public Task<ReviewOutcome> RunAsync(Actor actor, VerdictId verdict, ReviewDecision decision, string? comment, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {verdict} {decision} {comment} {cancel}).");
}
