using System.Runtime.InteropServices;

namespace OxiPortal.Inference.Tests.Support;

/// <summary>
/// Small ONNX graphs (field numbers of onnx.proto, opset 17) whose outputs can be told by hand, so that tests need no trained model.
/// </summary>
internal static class TinyOnnx
{
    private const int Float = 1;

    /// <summary>Says the same regions of every film: film [N,1,S,S] to sigmoid(logits) [N,3,S,S].</summary>
    /// <param name="logits">3xSxS.</param>
    public static byte[] FixedRegions(int size, float[] logits) => Model(
        "film", [1, 1, size, size],
        "regions", [1, 3, size, size],
        [
            Node("Mul", ["film", "nothing"], "zeros"),
            Node("Add", ["zeros", "logits"], "sums"),
            Node("Sigmoid", ["sums"], "regions"),
        ],
        [Tensor("nothing", [1, 3, 1, 1], new float[3]), Tensor("logits", [1, 3, size, size], logits)]);

    /// <summary>
    /// One strided convolution: segments [N,2,H,W] to sigmoid(gain of class x the cell's mean of channel 0 + bias) [N,C,H/stride,W/stride].
    /// </summary>
    public static byte[] MeanOfCell(int stride, float[] gains, float bias)
    {
        var weights = new float[gains.Length * 2 * stride * stride];
        for (var c = 0; c < gains.Length; c++)
            weights.AsSpan(c * 2 * stride * stride, stride * stride).Fill(gains[c] / (stride * stride));
        return Model(
            "segments", [-1, 2, -1, -1],
            "cells", [-1, gains.Length, -1, -1],
            [
                Node("Conv", ["segments", "weights", "biases"], "sums", ("strides", [stride, stride]), ("kernel_shape", [stride, stride])),
                Node("Sigmoid", ["sums"], "cells"),
            ],
            [Tensor("weights", [gains.Length, 2, stride, stride], weights), Tensor("biases", [gains.Length], [.. gains.Select(_ => bias)])]);
    }

    private static byte[] Model(string input, long[] inputShape, string output, long[] outputShape, Protobuf[] nodes, Protobuf[] tensors)
    {
        var graph = new Protobuf();
        foreach (var node in nodes)
            graph.Message(1, node);
        graph.Text(2, "tiny");
        foreach (var tensor in tensors)
            graph.Message(5, tensor);
        graph.Message(11, Value(input, inputShape)).Message(12, Value(output, outputShape));
        return new Protobuf().Int(1, 8).Message(8, new Protobuf().Text(1, "").Int(2, 17)).Message(7, graph).ToArray();
    }

    private static Protobuf Node(string type, string[] inputs, string output, params (string Name, long[] Values)[] attributes)
    {
        var node = new Protobuf();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(4, type);
        foreach (var (name, values) in attributes)
        {
            var attribute = new Protobuf().Text(1, name);
            foreach (var value in values)
                attribute.Int(8, value);
            node.Message(5, attribute.Int(20, 7));
        }
        return node;
    }

    private static Protobuf Tensor(string name, long[] shape, float[] values)
    {
        var tensor = new Protobuf();
        foreach (var dimension in shape)
            tensor.Int(1, dimension);
        return tensor.Int(2, Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(values).ToArray());
    }

    private static Protobuf Value(string name, long[] shape)
    {
        var dimensions = new Protobuf();
        for (var i = 0; i < shape.Length; i++)
            dimensions.Message(1, shape[i] < 0 ? new Protobuf().Text(2, $"d{i}") : new Protobuf().Int(1, shape[i]));
        return new Protobuf().Text(1, name).Message(2, new Protobuf().Message(1, new Protobuf().Int(1, Float).Message(2, dimensions)));
    }
}
