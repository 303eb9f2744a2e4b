using OxiPortal.Inference.Models;
using OxiPortal.Inference.Texture;
using OxiPortal.Training.Data;

namespace OxiPortal.Training.Evaluation;

/// <summary>All figures of a cross-validation, from its films' results.</summary>
public sealed class EvaluationReport
{
    public static IReadOnlyList<string> Structures { get; } = ["Lungs", "RightLung", "LeftLung", "Heart"];

    /// <summary>
    /// Sets whose films carry a label of their own, abnormal or not. Never pooled: the set itself would predict the label. nih is not among them:
    /// there the view alone predicts the label.
    /// </summary>
    public static IReadOnlyList<string> Labelled { get; } = [PublicFilms.Jsrt, PublicFilms.Shenzhen];

    private readonly IReadOnlyList<FilmResult> _films;
    private readonly AbnormalityRule? _given;

    /// <param name="rule">Of models that saw none of the films; null: rules are fitted here, each without the fold it is measured on.</param>
    public EvaluationReport(IReadOnlyList<FilmResult> films, AbnormalityRule? rule = null)
    {
        _films = films;
        _given = rule;
        Scored = rule is null ? ScoreByFold(Terms, LungTexture.Names) : Score(rule, films);
        Values = [.. Regions(), .. Cases(), .. Nodules()];
    }

    public IReadOnlyList<FilmResult> Films => _films;

    public IReadOnlyList<MetricValue> Values { get; }

    /// <summary>Films with an abnormality score from a rule fitted without the film's fold.</summary>
    public IReadOnlyList<ScoredFilm> Scored { get; }

    /// <summary>Films that the free-response curve is about.</summary>
    public IReadOnlyList<MarkedFilm> Marked => [.. _films.Where(f => f.Source == PublicFilms.Jsrt && f.Heat.Count > 0).Select(ToMarked)];

    /// <summary>Null without heat.</summary>
    public AbnormalityRule? Rule => _given ?? (ToFit(_films) is { Count: > 0 } fit ? AbnormalityFit.Fit(fit, Terms, LungTexture.Names) : null);

    /// <summary>For each class the threshold whose false positives a film come closest to what is allowed, with its cross-validated figures.</summary>
    public IReadOnlyList<ClassOperatingPoint> OperatingPoints(double falsePositivesPerFilm)
    {
        var points = new List<ClassOperatingPoint>();
        foreach (var label in IrregularityClasses.Names)
        {
            var nodule = label == IrregularityClasses.Names[IrregularityClasses.Nodule];
            var films = _films.Where(f => f.Findings.Count > 0 && f.Source == (nodule ? PublicFilms.Jsrt : PublicFilms.Shenzhen)).ToList();
            if (films.Count == 0)
                continue;
            var tried = films[0].Findings.Where(f => f.Class == label).Select(f => f.Threshold).Select(threshold =>
            {
                var at = films.Select(f => (Film: f, Findings: f.Findings.First(x => x.Class == label && x.Threshold == threshold))).ToList();
                var sick = at.Where(f => f.Film.Abnormal == true).ToList();
                var healthy = at.Where(f => f.Film.Abnormal == false).ToList();
                return nodule
                    ? new ClassOperatingPoint(label, threshold, (double)at.Sum(f => f.Findings.Hits) / Math.Max(1, at.Sum(f => f.Film.Nodules)), at.Average(f => f.Findings.False))
                    : new ClassOperatingPoint(label, threshold, sick.Average(f => f.Findings.Count > 0 ? 1.0 : 0), healthy.Average(f => f.Findings.Count));
            });
            // From the strictest down: at low thresholds all places grow together into one, which looks like few.
            var strict = tried.OrderByDescending(p => p.Threshold).ToList();
            var best = strict.TakeWhile(p => p.FalsePositivesPerFilm <= falsePositivesPerFilm).LastOrDefault() ?? strict[0];
            points.Add(best with { Sensitivity = Math.Round(best.Sensitivity!.Value, 3), FalsePositivesPerFilm = Math.Round(best.FalsePositivesPerFilm!.Value, 3) });
        }
        return points;
    }

    private IEnumerable<MetricValue> Regions()
    {
        foreach (var source in _films.GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var structure in Structures)
            {
                var known = source.Where(f => f.Dice.ContainsKey(structure)).ToList();
                if (known.Count == 0)
                    continue;
                yield return Value($"Dice {structure} {source.Key}", known, f => f.Average(x => x.Dice[structure]));
                yield return Value($"Jaccard {structure} {source.Key}", known, f => f.Average(x => Metrics.Jaccard(x.Dice[structure])));
                if (structure == "Heart")
                    yield return Value($"Dice Heart {source.Key}, worst 5 %", known, f => f.Select(x => x.Dice["Heart"]).Order().Take(Math.Max(1, f.Count / 20)).Average());
                var outlined = source.Where(f => f.Boundary.ContainsKey(structure)).ToList();
                if (outlined.Count > 0)
                    yield return Value($"Boundary {structure} {source.Key}, thousandths of the film", outlined, f => f.Average(x => x.Boundary[structure]));
            }
            var ratios = source.Where(f => f.CardiothoracicRatio is not null && f.TrueCardiothoracicRatio is not null).ToList();
            if (ratios.Count > 0)
            {
                yield return Value($"CTR mean absolute error {source.Key}", ratios, f => f.Average(x => Math.Abs(RatioError(x))));
                yield return Value($"CTR bias {source.Key}", ratios, f => f.Average(RatioError));
            }
        }
    }

    /// <summary>The score that the product would show, and the label.</summary>
    public static List<(double Probability, bool Happened)> Said(IEnumerable<ScoredFilm> films) =>
        [.. films.Select(f => (1 / (1 + Math.Exp(-f.LogOdds)), f.Film.Abnormal == true))];

    /// <summary>Found less true.</summary>
    public static double RatioError(FilmResult film) => film.CardiothoracicRatio!.Value - film.TrueCardiothoracicRatio!.Value;

    private IEnumerable<MetricValue> Cases()
    {
        foreach (var source in Labelled)
        {
            if (Scored.Any(f => f.Film.Source == source))
                yield return Auc($"AUC {source}", [.. Scored.Where(f => f.Film.Source == source)]);
        }
        foreach (var source in Labelled.Where(s => Scored.Any(f => f.Film.Source == s)))
        {
            var films = Scored.Where(f => f.Film.Source == source).ToList();
            yield return Value($"Brier skill {source}", films, f => f.Film.Patient, f => Metrics.BrierSkill(Said(f)), f => f.Film.Abnormal == true ? 1 : 0);
            yield return Value($"Calibration error {source}", films, f => f.Film.Patient, f => Metrics.CalibrationError(Said(f)), f => f.Film.Abnormal == true ? 1 : 0);
        }
        if (_given is not null || !Labelled.All(s => Scored.Any(f => f.Film.Source == s)))
            yield break;
        yield return MeanAuc("AUC mean of jsrt and shenzhen", Scored);
        // What each part of the rule is worth, and what of it holds where the disease and the hospital are others.
        yield return MeanAuc("AUC mean, heat alone", ScoreByFold(Terms, []));
        yield return MeanAuc("AUC mean, texture alone", ScoreByFold([], LungTexture.Names));
        foreach (var source in Labelled)
        {
            var other = ToFit(_films.Where(f => f.Source != source));
            var films = _films.Where(f => f.Source == source).ToList();
            yield return Auc($"AUC {source}, rule of the other set", Score(AbnormalityFit.Fit(other, Terms, LungTexture.Names), films));
            yield return Auc($"AUC {source}, rule of the other set, heat alone", Score(AbnormalityFit.Fit(other, Terms, []), films));
        }
    }

    private static MetricValue Auc(string name, IReadOnlyList<ScoredFilm> films) =>
        Value(name, films, f => f.Film.Patient, AucOf, f => f.Film.Abnormal == true ? 1 : 0);

    private static MetricValue MeanAuc(string name, IReadOnlyList<ScoredFilm> films) => Value(name, films, f => f.Film.Source + f.Film.Patient,
        drawn => Labelled.Average(s => AucOf([.. drawn.Where(f => f.Film.Source == s)])),
        f => 2 * Labelled.ToList().IndexOf(f.Film.Source) + (f.Film.Abnormal == true ? 1 : 0));

    private IEnumerable<MetricValue> Nodules()
    {
        var films = Marked;
        if (films.Count == 0)
            yield break;
        MetricValue Of(string name, Func<IReadOnlyList<MarkedFilm>, double> statistic) =>
            Value(name, films, f => f.Patient, statistic, f => f.Lesions > 0 ? 1 : 0) with { Cases = films.Sum(f => f.Lesions) };

        yield return Of("CPM jsrt", f => Froc.Cpm([.. f]));
        yield return Of("Sensitivity jsrt at 1 false positive a film", f => Froc.SensitivityAt([.. f], 1));
        yield return Of("Sensitivity jsrt at 2 false positives a film", f => Froc.SensitivityAt([.. f], 2));
        foreach (var (group, members) in NoduleGroups())
            yield return Sensitivity($"Sensitivity jsrt at 1 false positive a film, {group}", members);
        var peaks = _films.Where(f => f.Source == PublicFilms.Jsrt && f.PeakInNodule is not null).ToList();
        yield return Value("Heat peak in the nodule jsrt", peaks, f => f.Average(x => x.PeakInNodule == true ? 1.0 : 0));
    }

    /// <summary>Nodules by size, subtlety and zone, each with whether it was hit where false positives come to one a film.</summary>
    private IEnumerable<(string Group, List<(string Patient, bool Hit)> Members)> NoduleGroups()
    {
        var threshold = Froc.Curve([.. Marked]).Where(p => p.FalsePositivesPerFilm <= 1).Min(p => p.Threshold);
        var nodules = _films.Where(f => f.Source == PublicFilms.Jsrt && f.Heat.Count > 0)
            .SelectMany(f => f.NoduleTruth.Select((n, i) => (f.Patient, Nodule: n, Hit: f.Marks.Any(m => m.Nodule == i && m.Score >= threshold)))).ToList();
        string[] sizes = ["up to 10 mm", "10 to 20 mm", "over 20 mm"];
        var groups = nodules.GroupBy(n => sizes[n.Nodule.SizeMm <= 10 ? 0 : n.Nodule.SizeMm <= 20 ? 1 : 2]).OrderBy(g => Array.IndexOf(sizes, g.Key))
            .Concat(nodules.Where(n => n.Nodule.Subtlety is not null).GroupBy(n => $"subtlety {n.Nodule.Subtlety}").OrderBy(g => g.Key, StringComparer.Ordinal))
            .Concat(nodules.GroupBy(n => n.Nodule.Zone).OrderBy(g => Zones.Names.ToList().IndexOf(g.Key)));
        return groups.Select(g => (g.Key, g.Select(n => (n.Patient, n.Hit)).ToList()));
    }

    private static MetricValue Sensitivity(string name, List<(string Patient, bool Hit)> nodules) =>
        Value(name, nodules, n => n.Patient, n => n.Average(x => x.Hit ? 1.0 : 0), null);

    /// <summary>Each fold's films by a rule that was fitted on the other folds.</summary>
    private List<ScoredFilm> ScoreByFold(IReadOnlyList<(string, double)> heat, IReadOnlyList<string> texture)
    {
        var scored = new List<ScoredFilm>();
        foreach (var fold in _films.GroupBy(f => f.Fold))
        {
            var fit = ToFit(_films.Where(f => f.Fold != fold.Key));
            if (fit.Count > 0)
                scored.AddRange(Score(AbnormalityFit.Fit(fit, heat, texture), fold));
        }
        return scored;
    }

    private static List<ScoredFilm> Score(AbnormalityRule rule, IEnumerable<FilmResult> films) =>
        [.. films.Where(CanBeScored).Select(f => new ScoredFilm(f, AbnormalityFit.LogOdds(rule, f.Heat, f.Texture)))];

    private static List<LabelledFilm> ToFit(IEnumerable<FilmResult> films) =>
        [.. films.Where(CanBeScored).Select(f => new LabelledFilm(f.Source, f.Abnormal!.Value, f.Heat, f.Texture))];

    private static bool CanBeScored(FilmResult film) => film.Heat.Count > 0 && film.Abnormal is not null && Labelled.Contains(film.Source)
        && (LungTexture.Names.All(film.Texture.ContainsKey)
            ? true
            : throw new InvalidDataException($"The results of {film.Source}/{film.Name} lack figures of its texture: they are of another version. Measure again: oxi evaluate --data DIR."));

    private static List<(string, double)> Terms { get; } = [.. IrregularityClasses.Names.SelectMany(c => FilmEvaluator.Areas.Select(a => (c, a)))];

    private static MarkedFilm ToMarked(FilmResult film) => new(film.Patient, film.Nodules, [.. film.Marks.Select(m => new Mark(m.Score, m.Nodule))]);

    private static double AucOf(IReadOnlyList<ScoredFilm> films) => Metrics.Auc(
        [.. films.Where(f => f.Film.Abnormal == true).Select(f => f.LogOdds)], [.. films.Where(f => f.Film.Abnormal == false).Select(f => f.LogOdds)]);

    private static MetricValue Value(string name, List<FilmResult> films, Func<IReadOnlyList<FilmResult>, double> statistic) =>
        Value(name, films, f => f.Patient, statistic, null);

    private static MetricValue Value<T>(
        string name, IReadOnlyList<T> films, Func<T, string> patientOf, Func<IReadOnlyList<T>, double> statistic, Func<T, int>? stratumOf)
    {
        var (value, low, high) = Bootstrap.Interval(films, patientOf, statistic, stratumOf);
        return new(name, Math.Round(value, 4), Round(low), Round(high), films.Count);
    }

    private static double? Round(double value) => double.IsNaN(value) ? null : Math.Round(value, 4);
}

/// <param name="LogOdds">Of the film being abnormal; compare within one set only.</param>
public sealed record ScoredFilm(FilmResult Film, double LogOdds);
