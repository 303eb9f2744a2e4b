using Microsoft.Extensions.Options;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;

namespace OxiPortal.Portal.Administration;

/// <summary>What analyses films here.</summary>
/// <param name="Device">As running; or what is missing.</param>
/// <param name="Problem">Null: all is well.</param>
public sealed record ModelUse(string Device, string PipelineVersion, string Folder, IReadOnlyList<ModelCard> Cards, string? Problem);

/// <summary>Tells which models are in use, by their cards.</summary>
public sealed class ModelsInUse(IServiceProvider services, IOptions<InferenceOptions> options)
{
    public ModelUse Read()
    {
        var folder = Path.GetFullPath(options.Value.Models);
        try
        {
            ModelCard[] cards = [Card(folder, LoadedModels.RegionsCard), Card(folder, LoadedModels.IrregularitiesCard)];
            if (!options.Value.Embedded)
                return new("inference services elsewhere", PipelineIdentity.OfCards(folder).Version, folder, cards, null);
            var pipeline = services.GetRequiredService<AnalysisPipeline>();
            return new(pipeline.DeviceName, pipeline.Version, folder, cards, null);
        }
        catch (Exception e) when (e is ModelFileException or DeviceUnavailableException or OptionsValidationException)
        {
            return new("nothing: films wait", "none", folder, [], e.Message);
        }
    }

    private static ModelCard Card(string folder, string name) => ModelCard.Load(Path.Combine(folder, name));
}
