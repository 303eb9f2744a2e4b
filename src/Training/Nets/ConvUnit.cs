using OxiPortal.Training.OnnxExport;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>Convolution, batch normalisation (Ioffe and Szegedy 2015) and, if asked, a ReLU. Exported as one convolution with bias.</summary>
public sealed class ConvUnit
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.05;

    private readonly string _name;
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _dilation;
    private readonly bool _relu;
    private readonly Parameter _weight;
    private readonly Parameter _gain;
    private readonly Parameter _shift;
    private readonly Tensor _mean;
    private readonly Tensor _variance;

    public ConvUnit(NetWeights weights, string name, int from, int to, int kernel, int stride = 1, bool relu = true, float gain = 1, int dilation = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        (_name, _stride, _relu, _dilation) = (name, stride, relu, dilation);
        // An even kernel as large as a multiple of its stride is centred by kernel/2 - stride/2; an odd one by kernel/2.
        _padding = kernel % 2 == 0 ? (kernel - stride) / 2 : kernel / 2 * dilation;
        _weight = weights.Normal(name + ".weight", Math.Sqrt(2.0 / (from * kernel * kernel)), to, from, kernel, kernel);
        _gain = weights.Constant(name + ".gain", gain, to);
        _shift = weights.Constant(name + ".shift", 0, to);
        _mean = weights.Statistic(name + ".mean", 0, to);
        _variance = weights.Statistic(name + ".variance", 1, to);
    }

    /// <summary>NxfromxHxW to NxtoxH/stridexW/stride.</summary>
    public Tensor Forward(Tensor input, NetMode mode)
    {
        var weight = mode.Cast(_weight);
        var convolved = nn.functional.conv2d(input, weight, null, [_stride, _stride], [_padding, _padding], [_dilation, _dilation]);
        var normal = nn.functional.batch_norm(convolved, _mean, _variance, _gain, _shift, mode.CountStatistics, Momentum, Epsilon);
        return _relu ? normal.relu_() : normal;
    }

    public string Emit(OnnxGraph graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var factor = _gain / (_variance + Epsilon).sqrt();
        var weight = _weight * factor.view(-1, 1, 1, 1);
        var bias = _shift - _mean * factor;
        var output = graph.Conv(input, _name, weight.data<float>().ToArray(), _weight.shape, bias.data<float>().ToArray(), _stride, _padding, _dilation);
        return _relu ? graph.Relu(output) : output;
    }
}

/// <param name="CountStatistics">Normalise by the batch and keep count; else by what was counted.</param>
/// <param name="Half">
/// Convolve in bfloat16 (8 bits of mantissa, a third faster on CPUs that have it): activations are of that type, weights are rounded to it on
/// the fly, their masters, gradients and normalisation stay in 32 bits (Micikevicius et al. 2018).
/// </param>
public readonly record struct NetMode(bool CountStatistics, bool Half = false)
{
    public static NetMode Training => new(true);

    /// <summary>For small sets: statistics stay as they were learnt on the large one.</summary>
    public static NetMode FineTuning => new(false);

    public static NetMode Use => new(false);

    /// <summary>A tensor in the type that is computed in.</summary>
    public Tensor Cast(Tensor full) => Half ? full.to(ScalarType.BFloat16) : full;
}
