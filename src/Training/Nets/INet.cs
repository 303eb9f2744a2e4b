using OxiPortal.Training.OnnxExport;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>A net that can be trained here and exported to ONNX from the same definition.</summary>
public interface INet : IDisposable
{
    NetWeights Weights { get; }

    /// <summary>Input to logits; the exported graph ends in their sigmoid.</summary>
    Tensor Forward(Tensor input, NetMode mode);

    /// <summary>The whole graph, sigmoid included, with normalisation folded into the convolutions.</summary>
    OnnxGraph Export();
}
