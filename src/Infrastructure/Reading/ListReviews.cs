using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.Reading;

/// <summary>A verdict that awaits QA, with what is needed to show it on its film. Names no patient.</summary>
/// <param name="Box">On the film as stored.</param>
/// <param name="Score">The model's, 0..1; null for what the reader drew.</param>
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
    DateTimeOffset SubmittedAt);

/// <summary>The verdicts of submitted reads that QA has not checked yet, oldest first.</summary>
public sealed class ListReviews
{
    /// <exception cref="AccessDeniedException">Not QA.</exception>
    public Task<IReadOnlyList<ReviewItem>> RunAsync(Actor actor, CancellationToken cancel) =>
        throw new NotSupportedException($"{this}: being built ({actor} {cancel}).");
}
