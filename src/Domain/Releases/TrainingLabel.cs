using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;

namespace OxiPortal.Domain.Releases;

/// <summary>
/// One statement about one film, fit for training. Immutable; a later one with the same <see cref="TrackingUid"/> supersedes it.
/// </summary>
/// <param name="Frame">From 1.</param>
/// <param name="Box">On the film as stored; null: the label is of the whole film.</param>
/// <param name="Verdict">What the reader did; null for a label of the whole film.</param>
/// <param name="Review">QA's word on it; null: none yet.</param>
/// <param name="Irregularity">Which mark of which analysis was judged; null for what the reader drew.</param>
/// <param name="Policy">One of <see cref="LabelPolicies"/>.</param>
public sealed record TrainingLabel(
    string TrackingUid,
    SopInstanceUid Instance,
    int Frame,
    ImageBox? Box,
    CodedConcept Label,
    VerdictKind? Verdict,
    ReviewDecision? Review,
    (AnalysisId Analysis, int Id)? Irregularity,
    string Policy,
    DateTimeOffset GivenAt);
