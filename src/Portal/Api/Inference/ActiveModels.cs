using Microsoft.Extensions.Options;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;

namespace OxiPortal.Portal.Api.Inference;

/// <summary>What this portal wants its films analysed by: read once from the cards in its models' folder.</summary>
public sealed class ActiveModels(IOptions<InferenceOptions> options)
{
    private readonly Lazy<PipelineIdentity> _identity = new(() => PipelineIdentity.OfCards(options.Value.Models));

    /// <exception cref="OxiPortal.Inference.Models.ModelFileException">A card is missing or cannot be read.</exception>
    public PipelineIdentity Identity => _identity.Value;
}
