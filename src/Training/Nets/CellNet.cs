using OxiPortal.Training.OnnxExport;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>
/// A residual net (He et al. 2016), fully convolutional, over native pixels: a learned stem of stride 4 keeps it cheap at full resolution.
/// Input Nx2xHxW (film, region), H and W multiples of <see cref="Stride"/>; output NxCxH/StridexW/Stride logits.
/// </summary>
public sealed class CellNet : INet
{
    public const int Stride = 16;

    // Places are taken to be clear until shown otherwise.
    private const float Prior = -2f;

    private readonly ConvUnit _stem;
    private readonly Residual[] _blocks;
    private readonly CellHead _head;
    private readonly int _classes;

    public CellNet(int seed, int classes, int width = 24)
    {
        Weights = new NetWeights(seed);
        _classes = classes;
        _stem = new(Weights, "stem", 2, width, 8, 4);
        _blocks =
        [
            new(Weights, "block1", width, 2 * width, 2),
            new(Weights, "block2", 2 * width, 2 * width, 1),
            new(Weights, "block3", 2 * width, 4 * width, 2),
            new(Weights, "block4", 4 * width, 4 * width, 1),
            new(Weights, "block5", 4 * width, 4 * width, 1),
        ];
        _head = new(Weights, "head", 4 * width, classes, Prior);
    }

    public NetWeights Weights { get; }

    public Tensor Forward(Tensor input, NetMode mode)
    {
        var x = _stem.Forward(input, mode);
        foreach (var block in _blocks)
            x = block.Forward(x, mode);
        return _head.Forward(x);
    }

    public OnnxGraph Export()
    {
        var graph = new OnnxGraph("irregularities");
        var x = _stem.Emit(graph, graph.Input("segments", "N", "2", "H", "W"));
        foreach (var block in _blocks)
            x = block.Emit(graph, x);
        graph.SigmoidOutput(_head.Emit(graph, x), "cells", "N", _classes.ToString(System.Globalization.CultureInfo.InvariantCulture), "h", "w");
        return graph;
    }

    public void Dispose() => Weights.Dispose();
}
