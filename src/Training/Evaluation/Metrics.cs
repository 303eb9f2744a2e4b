namespace OxiPortal.Training.Evaluation;

/// <summary>Figures of merit, each with its meaning and direction.</summary>
public static class Metrics
{
    /// <summary>Twice the overlap over the sum of both areas: 0..1, higher is better; 1 where both are empty.</summary>
    public static double Dice(ReadOnlySpan<bool> found, ReadOnlySpan<bool> truth)
    {
        if (found.Length != truth.Length)
            throw new ArgumentException($"{found.Length} and {truth.Length} pixels cannot be compared.", nameof(found));
        long both = 0, sum = 0;
        for (var i = 0; i < found.Length; i++)
        {
            both += found[i] && truth[i] ? 1 : 0;
            sum += (found[i] ? 1 : 0) + (truth[i] ? 1 : 0);
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }

    /// <summary>The overlap over the union, of the same two masks as a Dice: 0..1, higher is better.</summary>
    public static double Jaccard(double dice) => dice / (2 - dice);

    /// <summary>
    /// Area under the ROC curve: how often a positive case scores above a negative one, ties half (Mann-Whitney). 0..1, 0.5 is chance, higher
    /// is better; NaN where either kind is missing.
    /// </summary>
    public static double Auc(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        if (positives.Count == 0 || negatives.Count == 0)
            return double.NaN;
        var sorted = negatives.Order().ToArray();
        double wins = 0;
        foreach (var score in positives)
        {
            var below = LowerBound(sorted, score);
            wins += below + 0.5 * (UpperBound(sorted, score) - below);
        }
        return wins / ((double)positives.Count * negatives.Count);
    }

    /// <summary>The ROC curve from 0,0 to 1,1: a point a distinct score.</summary>
    public static IReadOnlyList<(double FalsePositiveRate, double Sensitivity)> Roc(IReadOnlyCollection<double> positives, IReadOnlyCollection<double> negatives)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        List<(double, double)> curve = [(0, 0)];
        foreach (var threshold in positives.Concat(negatives).Distinct().OrderDescending())
            curve.Add((negatives.Count(s => s >= threshold) / (double)negatives.Count, positives.Count(s => s >= threshold) / (double)positives.Count));
        return curve;
    }

    /// <summary>
    /// Brier skill score: what share of the squared error of always saying the cases' own prevalence is saved (Brier 1950). At most 1; 0 is no better than
    /// the prevalence, below it worse; NaN where all cases are of one kind.
    /// </summary>
    public static double BrierSkill(IReadOnlyCollection<(double Probability, bool Happened)> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var prevalence = cases.Average(c => c.Happened ? 1.0 : 0);
        return 1 - cases.Average(c => Square(c.Probability - (c.Happened ? 1 : 0))) / (prevalence * (1 - prevalence));
    }

    /// <summary>Bins of equal count in order of probability: what was said, and what came, on average, and of how many.</summary>
    public static IReadOnlyList<(double Said, double Came, int Cases)> Reliability(IReadOnlyCollection<(double Probability, bool Happened)> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        // Fewer cases a bin would measure chance.
        var bins = Math.Clamp(cases.Count / 30, 1, 15);
        var ordered = cases.OrderBy(c => c.Probability).ToArray();
        return [.. Enumerable.Range(0, bins).Select(b => ordered[(b * ordered.Length / bins)..((b + 1) * ordered.Length / bins)]).Where(b => b.Length > 0)
            .Select(b => (b.Average(c => c.Probability), b.Average(c => c.Happened ? 1.0 : 0), b.Length))];
    }

    /// <summary>Expected calibration error over <see cref="Reliability"/>'s bins: how far off what was said is, on average. 0..1, lower is better.</summary>
    public static double CalibrationError(IReadOnlyCollection<(double Probability, bool Happened)> cases) =>
        Reliability(cases).Sum(b => b.Cases * Math.Abs(b.Said - b.Came)) / cases.Count;

    private static double Square(double x) => x * x;

    private static int LowerBound(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private static int UpperBound(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= value ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
