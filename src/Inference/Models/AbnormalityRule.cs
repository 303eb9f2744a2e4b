using OxiPortal.Inference.Texture;

namespace OxiPortal.Inference.Models;

/// <summary>
/// How a film's abnormality score follows from its stitched heat and its lungs' texture: a logistic function of, for some classes and areas,
/// the mean log-odds of the most suspicious cells that together fill that area, and of <see cref="LungTexture"/>'s figures. Fitted on
/// out-of-fold predictions and kept in the model card.
/// </summary>
/// <param name="Bias">Log-odds.</param>
/// <param name="Terms">Summed.</param>
/// <param name="Texture">Summed, too; null: none.</param>
public sealed record AbnormalityRule(double Bias, IReadOnlyList<AbnormalityTerm> Terms, IReadOnlyList<TextureTerm>? Texture = null)
{
    private const double LeastScore = 1e-4;

    /// <summary>0..1, higher is more suspicious.</summary>
    /// <param name="heatByClass">For each class its cells, 0..1, of the whole film; cells outside every region are 0.</param>
    /// <param name="cellAreaMm2">What one cell covers.</param>
    /// <param name="texture"><see cref="LungTexture"/>'s.</param>
    public double Score(IReadOnlyDictionary<string, float[]> heatByClass, double cellAreaMm2, IReadOnlyDictionary<string, double> texture)
    {
        ArgumentNullException.ThrowIfNull(heatByClass);
        ArgumentNullException.ThrowIfNull(texture);
        var logOdds = Bias + Terms.Sum(t => t.Weight * Statistic(heatByClass[t.Class], t.AreaMm2, cellAreaMm2)) + (Texture ?? []).Sum(t => t.LogOdds(texture));
        return 1 / (1 + Math.Exp(-logOdds));
    }

    /// <summary>What makes the rule unusable, or null. A rule comes from a file, which may hold anything.</summary>
    /// <param name="classes">The card's.</param>
    public string? Fault(IReadOnlyList<string> classes)
    {
        if (Terms is null || Terms.Any(t => t is null) || Texture is not null && Texture.Any(t => t is null))
            return "a term is missing.";
        if (Terms.FirstOrDefault(t => !classes.Contains(t.Class) || !(t.AreaMm2 > 0) || !IsSane(t.AreaMm2) || !IsSane(t.Weight)) is { } term)
            return $"it weighs \"{term.Class}\" over {term.AreaMm2} mm2 by {term.Weight}: not one of the model's classes, or not a number that makes sense.";
        if (Texture?.FirstOrDefault(t => !LungTexture.Names.Contains(t.Figure) || !(t.Deviation > 0) || !IsSane(t.Mean) || !IsSane(t.Deviation) || !IsSane(t.Weight)) is { } figure)
            return $"it weighs \"{figure.Figure}\" ({figure.Mean}, deviation {figure.Deviation}) by {figure.Weight}: not a figure of this version, or not a number that makes sense.";
        return IsSane(Bias) ? null : $"its bias is {Bias}.";
    }

    private static bool IsSane(double value) => Math.Abs(value) < 1e6;

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

/// <param name="Figure">One of <see cref="LungTexture.Names"/>.</param>
/// <param name="Mean">Over the films of the fit.</param>
/// <param name="Deviation">Within the sets of the fit; above 0.</param>
/// <param name="Weight">Of a deviation.</param>
public sealed record TextureTerm(string Figure, double Mean, double Deviation, double Weight)
{
    // A film unlike all that were learnt from must not be judged by how unlike it is.
    private const double Farthest = 6;

    public double LogOdds(IReadOnlyDictionary<string, double> texture)
    {
        ArgumentNullException.ThrowIfNull(texture);
        return Weight * Standard(texture[Figure]);
    }

    /// <summary>In deviations from the mean, no farther than six.</summary>
    public double Standard(double value) => Math.Clamp((value - Mean) / Deviation, -Farthest, Farthest);
}
