using Microsoft.Extensions.Options;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure.Administration;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>What this portal wants its films analysed by: read once from the cards in its models' folder.</summary>
public sealed class ActiveModels(IOptions<InferenceOptions> options)
{
    private readonly Lazy<PipelineIdentity> _identity = new(() => PipelineIdentity.OfCards(options.Value.Models));
    private readonly Lazy<IReadOnlyList<string>> _classes = new(
        () => ModelCard.Load(Path.Combine(options.Value.Models, LoadedModels.IrregularitiesCard)).Classes);

    /// <exception cref="ModelFileException">A card is missing or cannot be read.</exception>
    public PipelineIdentity Identity => _identity.Value;

    /// <summary>What the irregularity model can find. Known to be there once <see cref="Identity"/> is.</summary>
    public IReadOnlyList<string> Classes => _classes.Value;

    /// <summary>For the use cases, which know no models.</summary>
    public ModelsInForce InForce => new(Identity.Models, Identity.Version);
}
