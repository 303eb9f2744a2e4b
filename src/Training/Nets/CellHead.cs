using OxiPortal.Training.OnnxExport;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>The last layer: a 1x1 convolution with bias to one logit a class and place.</summary>
public sealed class CellHead
{
    private readonly string _name;
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <param name="prior">Initial bias: the log-odds of a place before anything is learnt.</param>
    public CellHead(NetWeights weights, string name, int from, int classes, float prior)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _name = name;
        _weight = weights.Normal(name + ".weight", 0.01, classes, from, 1, 1);
        _bias = weights.Constant(name + ".bias", prior, classes);
    }

    /// <summary>Always in 32 bits: a loss wants exact logits.</summary>
    public Tensor Forward(Tensor input) => nn.functional.conv2d(input.to(ScalarType.Float32), _weight, _bias);

    public string Emit(OnnxGraph graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Conv(input, _name, _weight.data<float>().ToArray(), _weight.shape, _bias.data<float>().ToArray(), 1, 0);
    }
}
