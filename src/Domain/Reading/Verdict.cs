using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;

namespace OxiPortal.Domain.Reading;

public readonly record struct ReadId(Guid Value);

public readonly record struct VerdictId(Guid Value);

public enum VerdictKind
{
    /// <summary>The model's irregularity is a finding.</summary>
    Accepted,

    /// <summary>It is not; <see cref="Verdict.Reason"/> says why.</summary>
    Rejected,

    /// <summary>It is a finding, with another box or label.</summary>
    Corrected,

    /// <summary>The model missed it: the reader drew it.</summary>
    Added,

    /// <summary>About the whole film: beyond what the reader marked there is nothing to find. Given by submitting the read.</summary>
    FullyRead,
}

/// <summary>Why a reader rejects what the model marked.</summary>
public static class RejectionReasons
{
    public static IReadOnlyList<CodedConcept> All { get; } =
    [
        new("normal-anatomy", "99OXI", "Normal anatomy"),
        new("overlap", "99OXI", "Overlapping structures"),
        new("artefact", "99OXI", "Artefact or device"),
        new("known-benign", "99OXI", "Known or benign, not relevant"),
        new("wrong-place", "99OXI", "Right film, wrong place"),
        new("other", "99OXI", "Other"),
    ];

    public static CodedConcept? Find(string code) => All.FirstOrDefault(r => r.Code == code);
}

/// <summary>
/// One reader's decision about one place on one film, or about the film. Immutable; a later one about the same <see cref="TrackingUid"/> supersedes it.
/// </summary>
/// <param name="TrackingUid">Follows the finding through corrections, reviews and exports (PS3.3 Tracking Unique Identifier).</param>
/// <param name="Box">On the film as stored, frame 1 unless said.</param>
/// <param name="AnalysisId">The analysis whose irregularity was judged; null for what the reader drew.</param>
/// <param name="Displayed">What the reader saw when deciding, as JSON: overlays, thresholds, window.</param>
public sealed record Verdict(
    VerdictId Id,
    string TrackingUid,
    VerdictKind Kind,
    SopInstanceUid Instance,
    int Frame,
    int Rows,
    int Columns,
    ImageBox Box,
    CodedConcept Label,
    CodedConcept? Reason,
    string? Comment,
    AnalysisId? AnalysisId,
    int? IrregularityId,
    string GivenBy,
    DateTimeOffset GivenAt,
    string Displayed);
