using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Heatmaps;
using OxiPortal.Inference.Texture;

namespace OxiPortal.Inference.Pipeline;

/// <summary>What analysing a film came to.</summary>
public abstract record AnalysisOutcome
{
    private AnalysisOutcome()
    {
    }

    /// <param name="Result">On the film as stored.</param>
    /// <param name="Masks">As found: on their own grid, film turned the usual way.</param>
    /// <param name="Orientation">Takes that grid back to the film as stored.</param>
    /// <param name="Cells">The network's own cells for each class, film turned the usual way.</param>
    /// <param name="CellAreaMm2">What one cell covers.</param>
    /// <param name="Texture">See <see cref="LungTexture"/>.</param>
    public sealed record Analysed(
        AnalysisResult Result, RegionMasks Masks, FilmOrientation Orientation, CellHeat Cells, double CellAreaMm2, IReadOnlyDictionary<string, double> Texture)
        : AnalysisOutcome;

    /// <summary>The film must not be analysed.</summary>
    public sealed record Refused(Refusal Refusal) : AnalysisOutcome;
}
