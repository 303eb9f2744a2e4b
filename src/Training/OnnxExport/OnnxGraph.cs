using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ProtoBuf;

namespace OxiPortal.Training.OnnxExport;

/// <summary>Builds an ONNX graph node by node; each method returns the name of what it computes.</summary>
public sealed class OnnxGraph
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    private readonly ModelProto _model = new() { IrVersion = IrVersion, ProducerName = "OxiPortal", Graph = new() };
    private int _next;

    /// <param name="name">Of the graph.</param>
    public OnnxGraph(string name)
    {
        _model.Graph.Name = name;
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
    }

    /// <summary>Adds an input of 32-bit floats. A dimension is a number, or a name where it is free.</summary>
    public string Input(string name, params string[] shape)
    {
        _model.Graph.Input.Add(Value(name, shape));
        return name;
    }

    public void Output(string name, params string[] shape) => _model.Graph.Output.Add(Value(name, shape));

    /// <summary>Convolution with bias, symmetric padding.</summary>
    /// <param name="weight">out x in x k x k.</param>
    public string Conv(string input, string name, float[] weight, long[] shape, float[] bias, int stride, int padding, int dilation = 1) =>
        Node("Conv", [input, Constant(name + ".weight", weight, shape), Constant(name + ".bias", bias, shape[0])],
            Ints("strides", stride, stride), Ints("pads", padding, padding, padding, padding), Ints("kernel_shape", shape[2], shape[3]), Ints("dilations", dilation, dilation));

    /// <summary>Means of side x side pixels.</summary>
    public string AveragePool(string input, int side) => Node("AveragePool", [input], Ints("kernel_shape", side, side), Ints("strides", side, side));

    public string Relu(string input) => Node("Relu", [input]);
    public string Add(string a, string b) => Node("Add", [a, b]);

    /// <summary>Channels to pixels, as torch's pixel_shuffle orders them.</summary>
    public string DepthToSpace(string input, int block) => Node("DepthToSpace", [input],
        new AttributeProto { Name = "blocksize", I = block, Type = AttributeProto.TypeInt }, Text("mode", "CRD"));

    /// <summary>Twice the rows and columns, each value repeated.</summary>
    public string DoubleNearest(string input) =>
        Resize(input, Text("mode", "nearest"), Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor"));

    /// <summary>Ends the graph: sigmoid under the output's name.</summary>
    public void SigmoidOutput(string input, string output, params string[] shape)
    {
        Node("Sigmoid", [input], output);
        Output(output, shape);
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        Serializer.Serialize(stream, _model);
        return stream.ToArray();
    }

    private string Resize(string input, params AttributeProto[] attributes) =>
        Node("Resize", [input, "", Constant($"scales{_next}", [1, 1, 2, 2], 4)], attributes);

    private string Node(string type, string[] inputs, params AttributeProto[] attributes) =>
        Node(type, inputs, type.ToLowerInvariant() + (_next++).ToString(CultureInfo.InvariantCulture), attributes);

    private string Node(string type, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        _model.Graph.Node.Add(node);
        return output;
    }

    private string Constant(string name, float[] values, params long[] shape)
    {
        _model.Graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = TensorProto.Float,
            Dims = shape,
            RawData = MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        });
        return name;
    }

    private static ValueInfoProto Value(string name, string[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select(d => long.TryParse(d, CultureInfo.InvariantCulture, out var n)
            ? new DimensionProto { Value = n }
            : new DimensionProto { Parameter = d }));
        return new ValueInfoProto { Name = name, Type = new() { TensorType = new() { ElemType = TensorProto.Float, Shape = dimensions } } };
    }

    private static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Ints = values, Type = AttributeProto.TypeInts };

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, S = Encoding.UTF8.GetBytes(value), Type = AttributeProto.TypeString };
}
