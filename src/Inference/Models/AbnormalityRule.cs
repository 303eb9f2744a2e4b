namespace OxiPortal.Inference.Models;

/// <summary>
/// How a film's abnormality score follows from its stitched heat: a logistic function of, for some classes and areas, the mean log-odds of
/// the most suspicious cells that together fill that area. Fitted on out-of-fold predictions and kept in the model card.
/// </summary>
/// <param name="Bias">Log-odds.</param>
/// <param name="Terms">Summed.</param>
public sealed record AbnormalityRule(double Bias, IReadOnlyList<AbnormalityTerm> Terms)
{
    private const double LeastScore = 1e-4;

    /// <summary>0..1, higher is more suspicious.</summary>
    /// <param name="heatByClass">For each class its cells, 0..1, of the whole film; cells outside every region are 0.</param>
    /// <param name="cellAreaMm2">What one cell covers.</param>
    public double Score(IReadOnlyDictionary<string, float[]> heatByClass, double cellAreaMm2)
    {
        ArgumentNullException.ThrowIfNull(heatByClass);
        var logOdds = Bias + Terms.Sum(t => t.Weight * Statistic(heatByClass[t.Class], t.AreaMm2, cellAreaMm2));
        return 1 / (1 + Math.Exp(-logOdds));
    }

    /// <summary>The mean log-odds of the hottest cells that fill an area (at least one cell).</summary>
    public static double Statistic(float[] heat, double areaMm2, double cellAreaMm2)
    {
        ArgumentNullException.ThrowIfNull(heat);
        var count = Math.Clamp((int)Math.Round(areaMm2 / cellAreaMm2), 1, heat.Length);
        var sorted = (float[])heat.Clone();
        Array.Sort(sorted);
        double sum = 0;
        for (var i = 0; i < count; i++)
        {
            var score = Math.Clamp(sorted[^(i + 1)], LeastScore, 1 - LeastScore);
            sum += Math.Log(score / (1 - score));
        }
        return sum / count;
    }
}

/// <param name="Class">One of the card's classes.</param>
/// <param name="AreaMm2">How much of the film's hottest cells is averaged.</param>
/// <param name="Weight">Of the mean log-odds.</param>
public sealed record AbnormalityTerm(string Class, double AreaMm2, double Weight);
