using System.Globalization;
using OxiPortal.Training.OnnxExport;
using static TorchSharp.torch;

namespace OxiPortal.Training.Nets;

/// <summary>
/// A U-Net (Ronneberger et al. 2015) behind a stem of stride 2. On the way up what is shared with the way down is added rather than laid
/// beside it (Chaurasia and Culurciello 2017), which costs a third less; a sub-pixel layer (Shi et al. 2016) ends on the input's own grid.
/// Input Nx1xSxS, S a multiple of <see cref="Multiple"/>; output Nx3xSxS: right lung, left lung, heart, each on its own, since the heart
/// overlaps the lungs.
/// </summary>
public sealed class RegionNet : INet
{
    public const int Regions = 3;

    /// <summary>Of the input's side: halved by the stem and at each level.</summary>
    public const int Multiple = Stem << Levels;

    private const int Stem = 2;
    private const int Levels = 4;

    private readonly ConvUnit _stem;
    private readonly ConvUnit[] _down = new ConvUnit[2 * Levels + 1];
    private readonly ConvUnit[] _up = new ConvUnit[3 * Levels];
    private readonly CellHead _head;
    private readonly int _size;

    /// <param name="seed">Of the initial weights.</param>
    /// <param name="size">Side of the input, written into the exported graph.</param>
    /// <param name="width">Channels after the stem; doubles at each of four levels.</param>
    public RegionNet(int seed, int size, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(size % Multiple, 0, nameof(size));
        Weights = new NetWeights(seed);
        _size = size;
        _stem = new(Weights, "stem", 1, width, 3 * Stem, Stem);
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
            _up[3 * level] = new(Weights, $"up{level}r", 2 * to, to, 1, relu: false);
            _up[3 * level + 1] = new(Weights, $"up{level}a", to, to, 3);
            _up[3 * level + 2] = new(Weights, $"up{level}b", to, to, 3);
        }
        _head = new(Weights, "head", width, Regions * Stem * Stem, 0);
    }

    public NetWeights Weights { get; }

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
            var doubled = nn.functional.interpolate(_up[3 * level].Forward(x, mode), scale_factor: [2, 2], mode: InterpolationMode.Nearest);
            x = _up[3 * level + 2].Forward(_up[3 * level + 1].Forward(doubled + skips[level], mode), mode);
        }
        return nn.functional.pixel_shuffle(_head.Forward(x), Stem);
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
            x = _up[3 * level + 2].Emit(graph, _up[3 * level + 1].Emit(graph, graph.Add(graph.DoubleNearest(_up[3 * level].Emit(graph, x)), skips[level])));
        graph.SigmoidOutput(graph.DepthToSpace(_head.Emit(graph, x), Stem), "regions", "N", "3", side, side);
        return graph;
    }

    public void Dispose() => Weights.Dispose();
}
