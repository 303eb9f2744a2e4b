using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Segments;
using OxiPortal.Inference.Models;

namespace OxiPortal.Inference.Pipeline;

/// <summary>How films are analysed and by which models: equal identities give equal analyses.</summary>
/// <param name="Version">Code, planner settings and thresholds.</param>
/// <param name="Models">Regions and irregularities.</param>
public sealed record PipelineIdentity(string Version, ModelSet Models)
{
    /// <summary>What a pipeline over this folder would be, by the cards alone: no network is loaded.</summary>
    /// <exception cref="ModelFileException">A card is missing or cannot be read.</exception>
    public static PipelineIdentity OfCards(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            var regions = ModelCard.Load(Path.Combine(folder, LoadedModels.RegionsCard));
            var irregularities = ModelCard.Load(Path.Combine(folder, LoadedModels.IrregularitiesCard));
            return new(PipelineVersion.Of(SettingsFor(irregularities), irregularities), new ModelSet([regions.Identity, irregularities.Identity]));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"The models of '{folder}' are not known: {e.Message}", e);
        }
    }

    /// <summary>The same code and settings over the same models, in whatever order they are named.</summary>
    public bool IsSameAs(PipelineIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Version == other.Version && Models.Hash == other.Models.Hash;
    }

    /// <summary>For people: names and versions, the set's hash cut short, the pipeline.</summary>
    public override string ToString() =>
        $"{string.Join(" and ", Models.Models.Select(m => $"{m.Name} {m.Version}"))} (set {Models.Hash[..12]}), pipeline {Version}";

    /// <summary>The planner's settings at the resolution that the model was trained at.</summary>
    internal static SegmentPlanSettings SettingsFor(ModelCard irregularities) => irregularities.Input.WorkingSpacingMm is { } mm
        ? SegmentPlanSettings.Default with { WorkingSpacingMm = mm }
        : SegmentPlanSettings.Default;
}
