namespace OxiPortal.Training.Evaluation;

/// <summary>95 % percentile intervals by drawing patients, with all their films, anew (Efron and Tibshirani 1993).</summary>
public static class Bootstrap
{
    private const int Draws = 1000;
    private const int Seed = 2018;

    /// <param name="patientOf">Whose film a case is.</param>
    /// <param name="statistic">NaN where a draw cannot tell; such draws are left out.</param>
    /// <param name="stratumOf">Each stratum keeps its number of patients: sick and healthy, say.</param>
    public static (double Value, double Low, double High) Interval<TCase>(
        IReadOnlyList<TCase> cases, Func<TCase, string> patientOf, Func<IReadOnlyList<TCase>, double> statistic, Func<TCase, int>? stratumOf = null)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(statistic);
        var strata = cases.GroupBy(patientOf, StringComparer.Ordinal)
            .GroupBy(p => stratumOf is null ? 0 : p.Max(stratumOf)).OrderBy(g => g.Key)
            .Select(g => g.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.ToArray()).ToArray()).ToArray();
        var random = new Random(Seed);
        var values = new List<double>(Draws);
        for (var draw = 0; draw < Draws; draw++)
        {
            var drawn = new List<TCase>(cases.Count);
            foreach (var patients in strata)
            {
                for (var i = 0; i < patients.Length; i++)
                    drawn.AddRange(patients[random.Next(patients.Length)]);
            }
            if (statistic(drawn) is var value && !double.IsNaN(value))
                values.Add(value);
        }
        values.Sort();
        return values.Count == 0
            ? (statistic(cases), double.NaN, double.NaN)
            : (statistic(cases), values[(int)(0.025 * (values.Count - 1))], values[(int)Math.Ceiling(0.975 * (values.Count - 1))]);
    }
}
