using OxiPortal.Inference.Models;

namespace OxiPortal.Training.Evaluation;

/// <summary>One film for the fit.</summary>
/// <param name="Source">Each source has its own level: what tells sources apart must not pass for disease.</param>
/// <param name="Abnormal">The label.</param>
/// <param name="Heat">See <see cref="FilmResult.Heat"/>.</param>
public sealed record LabelledHeat(string Source, bool Abnormal, IReadOnlyDictionary<string, double> Heat);

/// <summary>
/// Fits the abnormality rule to out-of-fold heat: logistic regression with a level for each source, no weight below 0 (more heat never lowers
/// the score), and a ridge.
/// </summary>
public static class AbnormalityFit
{
    private const int Steps = 3000;
    private const double Rate = 0.3;
    private const double Ridge = 0.02;

    /// <param name="terms">Class and area of each feature.</param>
    /// <exception cref="ArgumentException">Not both normal and abnormal films.</exception>
    public static AbnormalityRule Fit(IReadOnlyList<LabelledHeat> films, IReadOnlyList<(string Class, double AreaMm2)> terms)
    {
        ArgumentNullException.ThrowIfNull(films);
        ArgumentNullException.ThrowIfNull(terms);
        if (films.All(f => f.Abnormal) || !films.Any(f => f.Abnormal))
            throw new ArgumentException("A rule needs normal and abnormal films.", nameof(films));
        var features = films.Select(f => terms.Select(t => f.Heat[FilmEvaluator.KeyOf(t.Class, t.AreaMm2)]).ToArray()).ToArray();
        var means = terms.Select((_, j) => features.Average(f => f[j])).ToArray();
        var deviations = terms.Select((_, j) => Math.Max(1e-6, Math.Sqrt(features.Average(f => (f[j] - means[j]) * (f[j] - means[j]))))).ToArray();
        var sources = films.Select(f => f.Source).Distinct().Order(StringComparer.Ordinal).ToList();
        var sourceOf = films.Select(f => sources.IndexOf(f.Source)).ToArray();
        var weights = new double[terms.Count];
        var levels = new double[sources.Count];
        for (var step = 0; step < Steps; step++)
        {
            var (slope, lift) = (new double[weights.Length], new double[levels.Length]);
            for (var i = 0; i < films.Count; i++)
            {
                var logOdds = levels[sourceOf[i]];
                for (var j = 0; j < weights.Length; j++)
                    logOdds += weights[j] * (features[i][j] - means[j]) / deviations[j];
                var error = 1 / (1 + Math.Exp(-logOdds)) - (films[i].Abnormal ? 1 : 0);
                lift[sourceOf[i]] += error / films.Count;
                for (var j = 0; j < weights.Length; j++)
                    slope[j] += error * (features[i][j] - means[j]) / deviations[j] / films.Count;
            }
            for (var j = 0; j < weights.Length; j++)
                weights[j] = Math.Max(0, weights[j] - Rate * (slope[j] + Ridge * weights[j]));
            for (var s = 0; s < levels.Length; s++)
                levels[s] -= Rate * lift[s];
        }
        var bias = levels.Average() - weights.Select((w, j) => w * means[j] / deviations[j]).Sum();
        return new AbnormalityRule(Math.Round(bias, 5),
            [.. terms.Select((t, j) => new AbnormalityTerm(t.Class, t.AreaMm2, Math.Round(weights[j] / deviations[j], 5))).Where(t => t.Weight > 0)]);
    }

    /// <summary>The rule's log-odds from stored heat.</summary>
    public static double LogOdds(AbnormalityRule rule, IReadOnlyDictionary<string, double> heat)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(heat);
        return rule.Bias + rule.Terms.Sum(t => t.Weight * heat[FilmEvaluator.KeyOf(t.Class, t.AreaMm2)]);
    }
}
