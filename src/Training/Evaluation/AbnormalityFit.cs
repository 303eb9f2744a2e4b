using OxiPortal.Inference.Models;

namespace OxiPortal.Training.Evaluation;

/// <summary>One film for the fit.</summary>
/// <param name="Source">Each source has its own level: what tells sources apart must not pass for disease.</param>
/// <param name="Abnormal">The label.</param>
/// <param name="Heat">See <see cref="FilmResult.Heat"/>.</param>
/// <param name="Texture">See <see cref="FilmResult.Texture"/>.</param>
public sealed record LabelledFilm(string Source, bool Abnormal, IReadOnlyDictionary<string, double> Heat, IReadOnlyDictionary<string, double> Texture);

/// <summary>
/// Fits the abnormality rule to out-of-fold heat and to texture: logistic regression with a level for each source, no weight of heat below 0
/// (more heat never lowers the score), and a ridge.
/// </summary>
public static class AbnormalityFit
{
    private const int Steps = 3000;
    private const double Rate = 0.3;

    // There are many figures of texture and few films.
    private const double Ridge = 0.1;

    /// <param name="terms">Class and area of each feature of heat.</param>
    /// <param name="texture">Names of the figures of texture.</param>
    /// <exception cref="ArgumentException">Not both normal and abnormal films.</exception>
    public static AbnormalityRule Fit(IReadOnlyList<LabelledFilm> films, IReadOnlyList<(string Class, double AreaMm2)> terms, IReadOnlyList<string> texture)
    {
        ArgumentNullException.ThrowIfNull(films);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(texture);
        if (films.All(f => f.Abnormal) || !films.Any(f => f.Abnormal))
            throw new ArgumentException("A rule needs normal and abnormal films.", nameof(films));
        var sources = films.Select(f => f.Source).Distinct().Order(StringComparer.Ordinal).ToList();
        var sourceOf = films.Select(f => sources.IndexOf(f.Source)).ToArray();
        var heat = terms.Select(t => Feature.Of(films, sourceOf, sources.Count, f => f.Heat[FilmEvaluator.KeyOf(t.Class, t.AreaMm2)])).ToArray();
        var figures = texture.Select(t => Feature.Of(films, sourceOf, sources.Count, f => f.Texture[t])).ToArray();
        Feature[] all = [.. heat, .. figures];
        var features = films.Select((_, i) => Array.ConvertAll(all, f => f.Standard[i])).ToArray();

        var (weights, levels) = (new double[all.Length], new double[sources.Count]);
        for (var step = 0; step < Steps; step++)
        {
            var (slope, lift) = (new double[weights.Length], new double[levels.Length]);
            for (var i = 0; i < films.Count; i++)
            {
                var logOdds = levels[sourceOf[i]];
                for (var j = 0; j < weights.Length; j++)
                    logOdds += weights[j] * features[i][j];
                var error = (1 / (1 + Math.Exp(-logOdds)) - (films[i].Abnormal ? 1 : 0)) / films.Count;
                lift[sourceOf[i]] += error;
                for (var j = 0; j < weights.Length; j++)
                    slope[j] += error * features[i][j];
            }
            for (var j = 0; j < weights.Length; j++)
            {
                weights[j] -= Rate * (slope[j] + Ridge * weights[j]);
                if (j < heat.Length)
                    weights[j] = Math.Max(0, weights[j]);
            }
            for (var s = 0; s < levels.Length; s++)
                levels[s] -= Rate * lift[s];
        }
        var bias = levels.Average() - heat.Select((h, j) => weights[j] * h.Mean / h.Deviation).Sum();
        return new AbnormalityRule(Math.Round(bias, 5),
            [.. terms.Select((t, j) => new AbnormalityTerm(t.Class, t.AreaMm2, Math.Round(weights[j] / heat[j].Deviation, 5))).Where(t => t.Weight > 0)],
            [.. texture.Select((t, j) => new TextureTerm(t, Math.Round(figures[j].Mean, 5), Math.Round(figures[j].Deviation, 5), Math.Round(weights[heat.Length + j], 5)))]);
    }

    /// <summary>The rule's log-odds from stored heat and texture.</summary>
    public static double LogOdds(AbnormalityRule rule, IReadOnlyDictionary<string, double> heat, IReadOnlyDictionary<string, double> texture)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(heat);
        return rule.Bias + rule.Terms.Sum(t => t.Weight * heat[FilmEvaluator.KeyOf(t.Class, t.AreaMm2)]) + (rule.Texture ?? []).Sum(t => t.LogOdds(texture));
    }

    /// <summary>A feature of the films, in deviations from the mean of their source: what lies between sources is their level.</summary>
    /// <param name="Mean">Of the sources' means: where a film of an unknown source is measured from.</param>
    /// <param name="Deviation">Within the sources.</param>
    /// <param name="Standard">For each film.</param>
    private sealed record Feature(double Mean, double Deviation, double[] Standard)
    {
        public static Feature Of(IReadOnlyList<LabelledFilm> films, int[] sourceOf, int sources, Func<LabelledFilm, double> value)
        {
            var values = films.Select(value).ToArray();
            var means = Enumerable.Range(0, sources).Select(s => values.Where((_, i) => sourceOf[i] == s).Average()).ToArray();
            var centred = values.Select((v, i) => v - means[sourceOf[i]]).ToArray();
            var deviation = Math.Max(1e-4, Math.Sqrt(centred.Average(c => c * c)));
            return new(means.Average(), deviation, Array.ConvertAll(centred, c => c / deviation));
        }
    }
}
