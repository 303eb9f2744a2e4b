using OxiPortal.Training.OnnxExport;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>Two convolutions beside a shortcut, which is itself a 1x1 convolution where size or channels change.</summary>
public sealed class Residual
{
    private readonly ConvUnit _first;
    private readonly ConvUnit _second;
    private readonly ConvUnit? _shortcut;

    public Residual(NetWeights weights, string name, int from, int to, int stride, int dilation = 1)
    {
        _first = new(weights, name + "a", from, to, 3, stride, dilation: stride == 1 ? dilation : 1);
        // Starting at nothing, each block begins as its shortcut (Goyal et al. 2017).
        _second = new(weights, name + "b", to, to, 3, relu: false, gain: 0, dilation: dilation);
        _shortcut = from == to && stride == 1 ? null : new(weights, name + "s", from, to, stride, stride, relu: false);
    }

    public Tensor Forward(Tensor input, NetMode mode)
    {
        var shortcut = _shortcut?.Forward(input, mode) ?? input;
        return (_second.Forward(_first.Forward(input, mode), mode) + shortcut).relu_();
    }

    public string Emit(OnnxGraph graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var shortcut = _shortcut?.Emit(graph, input) ?? input;
        return graph.Relu(graph.Add(_second.Emit(graph, _first.Emit(graph, input)), shortcut));
    }
}
