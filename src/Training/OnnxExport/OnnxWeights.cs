using System.Runtime.InteropServices;
using OxiPortal.Training.Nets;
using ProtoBuf;

namespace OxiPortal.Training.OnnxExport;

/// <summary>Reads the weights of an exported net back, so that training can go on from a shipped model.</summary>
public static class OnnxWeights
{
    // ConvUnit divides by the root of the variance plus this.
    private const float Epsilon = 1e-5f;

    /// <summary>
    /// Fills a net with an exported one's weights. Normalisation was folded into the convolutions, so it is set to change nothing: train on
    /// with <see cref="NetMode.FineTuning"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or one of another net.</exception>
    public static void Load(NetWeights weights, string path)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var constants = Read(path);
        foreach (var (name, tensor) in weights.All.ToList())
        {
            var count = tensor.numel();
            weights.Set(name, Path.GetExtension(name) switch
            {
                ".weight" or ".bias" => constants.GetValueOrDefault(name) ?? throw Missing(path, name),
                ".shift" => constants.GetValueOrDefault(Path.ChangeExtension(name, ".bias")) ?? throw Missing(path, name),
                ".gain" => Filled(count, 1),
                ".mean" => Filled(count, 0),
                ".variance" => Filled(count, 1 - Epsilon),
                var kind => throw new InvalidDataException($"{name}: weights of the kind {kind} are never exported."),
            });
        }
    }

    /// <summary>How large the exported <see cref="CellNet"/> is.</summary>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or one of another net.</exception>
    public static CellNetShape ShapeOf(string path)
    {
        var graph = GraphOf(path);
        var channels = graph.Initializer.ToDictionary(t => t.Name, t => t.Dims?.Length == 4 ? (int)t.Dims[0] : 0);
        if (!channels.TryGetValue("stem.weight", out var width) || width == 0)
            throw Missing(path, "stem.weight");
        List<int> blocks = [];
        foreach (var (name, to) in channels.Where(c => c.Key.StartsWith("block", StringComparison.Ordinal) && c.Key.EndsWith("a.weight", StringComparison.Ordinal)))
        {
            var stage = Enumerable.Range(0, 8).FirstOrDefault(s => width << s == to, -1);
            if (stage < 0)
                throw new InvalidDataException($"{path} holds another net: {name} makes {to} channels behind a stem of {width}.");
            while (blocks.Count <= stage)
                blocks.Add(0);
            blocks[stage]++;
        }
        var dilation = graph.Node.SelectMany(n => n.Attribute).Where(a => a.Name == "dilations" && a.Ints is { Length: > 0 }).Select(a => (int)a.Ints![0]).DefaultIfEmpty(1).Max();
        var average = graph.Node.Where(n => n.OpType == "AveragePool").SelectMany(n => n.Attribute).Where(a => a.Name == "strides" && a.Ints is { Length: > 0 }).Select(a => (int)a.Ints![0]).FirstOrDefault(1);
        return new(width, blocks, dilation, average);
    }

    private static Dictionary<string, float[]> Read(string path) =>
        GraphOf(path).Initializer.ToDictionary(t => t.Name, t => MemoryMarshal.Cast<byte, float>(t.RawData).ToArray());

    private static GraphProto GraphOf(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Serializer.Deserialize<ModelProto>(stream).Graph;
        }
        catch (Exception e) when (e is ProtoException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{path} is not an ONNX model: {e.Message}", e);
        }
    }

    private static float[] Filled(long count, float value)
    {
        var values = new float[count];
        Array.Fill(values, value);
        return values;
    }

    private static InvalidDataException Missing(string path, string name) =>
        new($"{path} has no weights for {name}: it holds another net.");
}
