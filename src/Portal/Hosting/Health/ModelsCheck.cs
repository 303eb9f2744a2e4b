using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Service;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>The cards can be read, and where films are analysed in this process the networks too.</summary>
internal sealed class ModelsCheck(IOptions<InferenceOptions> options, TimeProvider time) : QuickCheck(time)
{
    protected override Task<HealthCheckResult> LookAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var name in new[] { LoadedModels.RegionsCard, LoadedModels.IrregularitiesCard })
            {
                var card = ModelCard.Load(Path.Combine(options.Value.Models, name));
                if (options.Value.Embedded)
                    using (File.OpenRead(Path.Combine(options.Value.Models, card.File)))
                    {
                    }
            }
            return Task.FromResult(HealthCheckResult.Healthy());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ModelFileException or InvalidDataException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("A model or its card cannot be read.", e));
        }
    }
}
