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
