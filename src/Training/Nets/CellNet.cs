using OxiPortal.Training.OnnxExport;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>
/// A residual net (He et al. 2016), fully convolutional, over native pixels: a first layer that averages, if the shape asks for it, and a learned
/// stem of stride 4 keep it cheap at full resolution. Input Nx2xHxW (film, region), H and W multiples of <see cref="Stride"/>; output
/// NxCxH/StridexW/Stride logits.
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
    private readonly int _average;

    /// <param name="seed">Of the initial weights.</param>
    /// <param name="classes">Channels of the output.</param>
    public CellNet(int seed, int classes, CellNetShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Weights = new NetWeights(seed);
        ArgumentOutOfRangeException.ThrowIfNotEqual(shape.Stride, Stride, nameof(shape));
        (_classes, _average) = (classes, shape.Average);
        _stem = new(Weights, "stem", 2, shape.Width, 8, 4);
        List<Residual> blocks = [];
        var from = shape.Width;
        for (var stage = 0; stage < shape.Blocks.Count; stage++)
        {
            var to = shape.Width << stage;
            for (var i = 0; i < shape.Blocks[stage]; i++, from = to)
                blocks.Add(new(Weights, $"block{blocks.Count + 1}", from, to, stage > 0 && i == 0 ? 2 : 1, stage == shape.Blocks.Count - 1 ? shape.Dilation : 1));
        }
        _blocks = [.. blocks];
        _head = new(Weights, "head", from, classes, Prior);
    }

    public NetWeights Weights { get; }

    public Tensor Forward(Tensor input, NetMode mode) => ForwardAveraged(_average == 1 ? input : nn.functional.avg_pool2d(input, _average), mode);

    /// <summary>What follows the first layer: training makes its crops coarser from the start.</summary>
    /// <param name="input">Nx2xHxW of averaged pixels.</param>
    public Tensor ForwardAveraged(Tensor input, NetMode mode)
    {
        var x = _stem.Forward(input, mode);
        foreach (var block in _blocks)
            x = block.Forward(x, mode);
        return _head.Forward(x);
    }

    public OnnxGraph Export()
    {
        var graph = new OnnxGraph("irregularities");
        var input = graph.Input("segments", "N", "2", "H", "W");
        var x = _stem.Emit(graph, _average == 1 ? input : graph.AveragePool(input, _average));
        foreach (var block in _blocks)
            x = block.Emit(graph, x);
        graph.SigmoidOutput(_head.Emit(graph, x), "cells", "N", _classes.ToString(System.Globalization.CultureInfo.InvariantCulture), "h", "w");
        return graph;
    }

    public void Dispose() => Weights.Dispose();
}

/// <summary>How a <see cref="CellNet"/> is built.</summary>
/// <param name="Width">Channels after the stem; twice as many at each further stage.</param>
/// <param name="Blocks">Residual blocks of each stage; the first of each but the first stage halves rows and columns.</param>
/// <param name="Dilation">Of the convolutions of the last stage (Yu and Koltun 2016): the net sees farther around a cell for no more work.</param>
/// <param name="Average">
/// The first layer takes means of so many by so many pixels: what is finer than that tells more of the scanner than of the patient. The input is still
/// the segment at its full resolution.
/// </param>
public sealed record CellNetShape(int Width, IReadOnlyList<int> Blocks, int Dilation = 1, int Average = 1)
{
    private const int Stem = 4;

    /// <summary>Input pixels a cell.</summary>
    public int Stride => Average * Stem << Blocks.Count - 1;
}
