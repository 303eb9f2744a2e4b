using Microsoft.Extensions.Logging.Abstractions;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;

namespace OxiPortal.Inference.Tests.Support;

/// <summary>The models that the product ships, loaded once for a class of tests.</summary>
public sealed class ShippedModels : IDisposable
{
    public AnalysisPipeline Pipeline { get; } = AnalysisPipeline.Open(ModelFolder.Find(), Device.Cpu, 0, NullLogger.Instance);

    public void Dispose() => Pipeline.Dispose();
}
