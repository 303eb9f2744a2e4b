namespace OxiPortal.Training.Evaluation;

/// <summary>A mark that the model makes on a film.</summary>
/// <param name="Score">Higher is more suspicious.</param>
/// <param name="Lesion">Which of the film's lesions it hits; null: none, a false positive.</param>
public readonly record struct Mark(double Score, int? Lesion);

/// <summary>A film's marks, and how many lesions it has.</summary>
public sealed record MarkedFilm(string Patient, int Lesions, IReadOnlyList<Mark> Marks);

/// <summary>Free-response ROC: the share of lesions hit against false positives a film.</summary>
public static class Froc
{
    /// <summary>The false positives a film at which the competition performance metric asks (LUNA16).</summary>
    public static IReadOnlyList<double> CpmPoints { get; } = [0.125, 0.25, 0.5, 1, 2, 4, 8];

    /// <summary>From no mark to all marks: a point a distinct score. Both rise.</summary>
    public static IReadOnlyList<(double Threshold, double FalsePositivesPerFilm, double Sensitivity)> Curve(IReadOnlyCollection<MarkedFilm> films)
    {
        ArgumentNullException.ThrowIfNull(films);
        var lesions = films.Sum(f => f.Lesions);
        // A lesion is hit from its best mark's score downwards; more marks on it change nothing.
        var hits = films.SelectMany(f => f.Marks.Where(m => m.Lesion is not null).GroupBy(m => m.Lesion).Select(g => g.Max(m => m.Score))).ToList();
        var alarms = films.SelectMany(f => f.Marks.Where(m => m.Lesion is null).Select(m => m.Score)).ToList();
        List<(double, double, double)> curve = [(double.PositiveInfinity, 0, 0)];
        var events = hits.Select(s => (Score: s, Hit: true)).Concat(alarms.Select(s => (Score: s, Hit: false))).OrderByDescending(e => e.Score).ToList();
        int hit = 0, alarm = 0;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Hit)
                hit++;
            else
                alarm++;
            if (i + 1 == events.Count || events[i + 1].Score < events[i].Score)
                curve.Add((events[i].Score, (double)alarm / films.Count, lesions == 0 ? double.NaN : (double)hit / lesions));
        }
        return curve;
    }

    /// <summary>The highest sensitivity reached at no more than so many false positives a film.</summary>
    public static double SensitivityAt(IReadOnlyCollection<MarkedFilm> films, double falsePositivesPerFilm) =>
        Curve(films).Where(p => p.FalsePositivesPerFilm <= falsePositivesPerFilm + 1e-12).Max(p => p.Sensitivity);

    /// <summary>Competition performance metric: the mean sensitivity over <see cref="CpmPoints"/>. 0..1, higher is better.</summary>
    public static double Cpm(IReadOnlyCollection<MarkedFilm> films)
    {
        var curve = Curve(films);
        return CpmPoints.Average(at => curve.Where(p => p.FalsePositivesPerFilm <= at + 1e-12).Max(p => p.Sensitivity));
    }
}
