using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Portal.Layout;

namespace OxiPortal.Portal.Studies;

/// <summary>One line of the findings list: what the model marked with what the reader decided, or what the reader drew.</summary>
/// <param name="Key">Names the finding while the page is open.</param>
/// <param name="Number">As listed, from 1.</param>
/// <param name="Film">On which film.</param>
/// <param name="Box">The reader's where there is one, else the model's.</param>
/// <param name="Label">The reader's where there is one, else the model's.</param>
/// <param name="Score">The model's; null: drawn by the reader.</param>
/// <param name="Analysis">Whose mark it is; null: drawn by the reader.</param>
/// <param name="Irregularity">Of that analysis.</param>
/// <param name="Verdict">The reader's latest decision; null: none yet.</param>
/// <param name="Place">"left lung", "heart", or "side unknown" where the film does not say which is which; null: the model did not find where the box lies.</param>
public sealed record FindingItem(
    string Key,
    int Number,
    SopInstanceUid Film,
    ImageBox Box,
    CodedConcept Label,
    double? Score,
    AnalysisId? Analysis,
    int? Irregularity,
    Verdict? Verdict,
    string? Place)
{
    /// <summary>Rejected marks are clear; what is left is as suspicious as its score; what a reader drew is suspicious.</summary>
    public ScoreLevel Level => Verdict?.Kind switch
    {
        VerdictKind.Rejected => ScoreLevel.Clear,
        VerdictKind.Accepted or VerdictKind.Corrected or VerdictKind.Added => ScoreLevel.Suspicious,
        _ => Score >= ScoreLevels.Suspicious ? ScoreLevel.Suspicious : ScoreLevel.Uncertain,
    };

    /// <summary>"Rejected: overlapping structures"; null: nothing decided.</summary>
    public string? Decision => Verdict switch
    {
        null => null,
        { Kind: VerdictKind.Rejected, Reason: { } reason } => $"Rejected: {reason.Meaning.ToLowerInvariant()}",
        { Kind: VerdictKind.Added } => "Drawn by you",
        { Kind: var kind } => kind.ToString(),
    };

    /// <summary>
    /// The findings of a study: each film's marks in the model's order; after them what was decided about marks of earlier analyses, and what was drawn.
    /// </summary>
    public static IReadOnlyList<FindingItem> List(IReadOnlyList<FilmStatus> films, IReadOnlyList<Verdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(films);
        ArgumentNullException.ThrowIfNull(verdicts);
        var items = new List<FindingItem>();
        foreach (var film in films)
        {
            var here = verdicts.Where(v => v.Instance == film.Instance.Instance).ToList();
            var marks = film.Analysis is { } analysis ? film.Irregularities.OrderBy(i => i.Id).Select(i => OfMark(film, analysis, i, here)) : [];
            foreach (var mark in marks)
            {
                items.Add(mark with { Number = items.Count + 1 });
                here.RemoveAll(v => v.Id == mark.Verdict?.Id);
            }
            items.AddRange(here.Select((v, i) => OfVerdict(v) with { Number = items.Count + 1 + i }).ToList());
        }
        return items;
    }

    private static FindingItem OfMark(FilmStatus film, AnalysisId analysis, Irregularity mark, IReadOnlyList<Verdict> verdicts)
    {
        var verdict = verdicts.LastOrDefault(v => v.AnalysisId == analysis && v.IrregularityId == mark.Id);
        return new(
            $"{analysis.Value:N}-{mark.Id}", 0, film.Instance.Instance, verdict?.Box ?? mark.Box, verdict?.Label ?? FindingLabels.OfModelClass(mark.Label),
            mark.Score, analysis, mark.Id, verdict, verdict is null || verdict.Box == mark.Box ? PlaceOf(mark.Region, film.SideKnown) : null);
    }

    private static string? PlaceOf(BodyRegion region, bool sideKnown) => region switch
    {
        BodyRegion.Heart => "heart",
        BodyRegion.RightLung => sideKnown ? "right lung" : "side unknown",
        BodyRegion.LeftLung => sideKnown ? "left lung" : "side unknown",
        _ => null,
    };

    private static FindingItem OfVerdict(Verdict verdict) => new(
        verdict.TrackingUid, 0, verdict.Instance, verdict.Box, verdict.Label, null, verdict.AnalysisId, verdict.IrregularityId, verdict, null);
}
