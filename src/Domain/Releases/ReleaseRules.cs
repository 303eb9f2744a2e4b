using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;

namespace OxiPortal.Domain.Releases;

/// <summary>What a data set says of one film.</summary>
/// <param name="Findings">What is there.</param>
/// <param name="NotFindings">Where the model saw something and people did not: hard negatives.</param>
/// <param name="FullyRead">Wherever nothing is marked, there is nothing to find.</param>
public sealed record FilmTruth(IReadOnlyList<TrainingLabel> Findings, IReadOnlyList<TrainingLabel> NotFindings, bool FullyRead)
{
    public bool SaysSomething => FullyRead || Findings.Count > 0 || NotFindings.Count > 0;
}

/// <summary>Which labels of a film become its truth when people disagree or nobody has checked.</summary>
public static class ReleaseRules
{
    /// <summary>Two drawn boxes of one label that share at least this much (intersection over union) are one finding.</summary>
    public const double SameFindingOverlap = 0.5;

    /// <summary>The rules as sentences; they go into every data set.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
    [
        "Only labels of submitted reads count, and of each the latest revision.",
        "QA counts over a single read: what QA rejected is left out, what QA confirmed beats what nobody checked.",
        "Accepted, corrected and added marks are findings; rejected marks are hard negatives.",
        "Where readers disagree about one mark and QA has not settled it, the mark is left out.",
        "Boxes of one label that overlap by half or more are one finding: a confirmed one before an unchecked one, then the latest.",
        "A film is fully read where a reader said that nothing more is to be found, QA did not reject that, and no mark on it was left out.",
    ];

    /// <param name="labels">The latest revisions of one frame of one film, of all readers.</param>
    public static FilmTruth Apply(IReadOnlyCollection<TrainingLabel> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var marks = labels.Where(l => l.Box is not null).ToList();
        var standing = marks.Where(l => l.Review != ReviewDecision.Rejected).ToList();
        var settled = standing.Where(l => l.Irregularity is not null).GroupBy(l => l.Irregularity).Select(Settle).ToList();
        var kept = settled.OfType<TrainingLabel>().Concat(standing.Where(l => l.Irregularity is null)).ToList();
        var contested = standing.Count < marks.Count || settled.Contains(null);
        return new FilmTruth(
            WithoutRepetition(kept.Where(IsFinding)),
            [.. kept.Where(l => !IsFinding(l))],
            !contested && IsFullyRead([.. labels.Where(l => l.Box is null && l.Label == FindingLabels.FullyRead)]));
    }

    /// <summary>Whom QA rejected overlooked something; others' word about the same film then counts only where QA confirmed it.</summary>
    private static bool IsFullyRead(IReadOnlyCollection<TrainingLabel> said) =>
        said.Any(l => l.Review == ReviewDecision.Confirmed) || said.Count > 0 && said.All(l => l.Review is null);

    /// <summary>The one label that speaks for a mark; null: people disagree.</summary>
    private static TrainingLabel? Settle(IEnumerable<TrainingLabel> ofOneMark)
    {
        var all = ofOneMark.ToList();
        var confirmed = all.Where(l => l.Review == ReviewDecision.Confirmed).ToList();
        var voices = confirmed.Count > 0 ? confirmed : all;
        return voices.Select(IsFinding).Distinct().Count() > 1 ? null : voices.MaxBy(l => l.GivenAt);
    }

    private static List<TrainingLabel> WithoutRepetition(IEnumerable<TrainingLabel> findings)
    {
        var kept = new List<TrainingLabel>();
        foreach (var finding in findings.OrderByDescending(l => l.Review == ReviewDecision.Confirmed).ThenByDescending(l => l.GivenAt))
        {
            if (!kept.Any(k => k.Label == finding.Label && Overlap(k.Box!.Value, finding.Box!.Value) >= SameFindingOverlap))
                kept.Add(finding);
        }
        return kept;
    }

    private static bool IsFinding(TrainingLabel label) => label.Verdict != VerdictKind.Rejected;

    private static double Overlap(ImageBox a, ImageBox b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / (a.Width * a.Height + b.Width * b.Height - shared);
    }
}
