using System.Globalization;
using OxiPortal.Training.OnnxExport;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>
/// A U-Net (Ronneberger et al. 2015) behind a stem of stride 4, ended by a sub-pixel layer (Shi et al. 2016) that gives half of the stem's
/// loss back. Input Nx1xSxS, S a multiple of 32; output Nx3xSxS: right lung, left lung, heart, each on its own, since the heart overlaps
/// the lungs.
/// </summary>
public sealed class RegionNet : INet
{
    public const int Regions = 3;
    private const int Levels = 3;
    private const int SubPixel = 2;

    private readonly ConvUnit _stem;
    private readonly ConvUnit[] _down = new ConvUnit[2 * Levels + 1];
    private readonly ConvUnit[] _up = new ConvUnit[2 * Levels];
    private readonly CellHead _head;
    private readonly int _size;

    /// <param name="seed">Of the initial weights.</param>
    /// <param name="size">Side of the input, written into the exported graph.</param>
    /// <param name="width">Channels after the stem; doubles at each of three levels.</param>
    public RegionNet(int seed, int size, int width = 24)
    {
        Weights = new NetWeights(seed);
        _size = size;
        _stem = new(Weights, "stem", 1, width, 8, 4);
        _down[0] = new(Weights, "down0", width, width, 3);
        for (var level = 1; level <= Levels; level++)
        {
            var (from, to) = (width << (level - 1), width << level);
            _down[2 * level - 1] = new(Weights, $"down{level}a", from, to, 3, 2);
            _down[2 * level] = new(Weights, $"down{level}b", to, to, 3);
        }
        for (var level = Levels - 1; level >= 0; level--)
        {
            var to = width << level;
            _up[2 * level] = new(Weights, $"up{level}a", 3 * to, to, 3);
            _up[2 * level + 1] = new(Weights, $"up{level}b", to, to, 3);
        }
        _head = new(Weights, "head", width, Regions * SubPixel * SubPixel, 0);
    }

    public NetWeights Weights { get; }

    /// <summary>Nx1xSxS to Nx3xS/2xS/2 logits; the exported graph doubles them.</summary>
    public Tensor Forward(Tensor input, NetMode mode)
    {
        var x = _down[0].Forward(_stem.Forward(input, mode), mode);
        var skips = new Tensor[Levels];
        for (var level = 1; level <= Levels; level++)
        {
            skips[level - 1] = x;
            x = _down[2 * level].Forward(_down[2 * level - 1].Forward(x, mode), mode);
        }
        for (var level = Levels - 1; level >= 0; level--)
        {
            var doubled = nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
            x = _up[2 * level + 1].Forward(_up[2 * level].Forward(cat([doubled, skips[level]], 1), mode), mode);
        }
        return nn.functional.pixel_shuffle(_head.Forward(x), SubPixel);
    }

    public OnnxGraph Export()
    {
        var graph = new OnnxGraph("regions");
        var side = _size.ToString(CultureInfo.InvariantCulture);
        var x = _down[0].Emit(graph, _stem.Emit(graph, graph.Input("film", "N", "1", side, side)));
        var skips = new string[Levels];
        for (var level = 1; level <= Levels; level++)
        {
            skips[level - 1] = x;
            x = _down[2 * level].Emit(graph, _down[2 * level - 1].Emit(graph, x));
        }
        for (var level = Levels - 1; level >= 0; level--)
            x = _up[2 * level + 1].Emit(graph, _up[2 * level].Emit(graph, graph.Concat(graph.DoubleNearest(x), skips[level])));
        var fine = graph.DepthToSpace(_head.Emit(graph, x), SubPixel);
        graph.SigmoidOutput(graph.DoubleLinear(fine), "regions", "N", "3", side, side);
        return graph;
    }

    public void Dispose() => Weights.Dispose();
}
