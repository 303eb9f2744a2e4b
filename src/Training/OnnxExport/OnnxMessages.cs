using ProtoBuf;

namespace OxiPortal.Training.OnnxExport;

// The messages of onnx.proto (ONNX 1.16, Apache-2.0 specification) that our nets need, by their field numbers.

[ProtoContract]
public sealed class ModelProto
{
    [ProtoMember(1)] public long IrVersion { get; set; }
    [ProtoMember(2)] public string ProducerName { get; set; } = "";
    [ProtoMember(7)] public GraphProto Graph { get; set; } = null!;
    [ProtoMember(8)] public List<OperatorSetIdProto> OpsetImport { get; } = [];
}

[ProtoContract]
public sealed class OperatorSetIdProto
{
    [ProtoMember(1)] public string Domain { get; set; } = "";
    [ProtoMember(2)] public long Version { get; set; }
}

[ProtoContract]
public sealed class GraphProto
{
    [ProtoMember(1)] public List<NodeProto> Node { get; } = [];
    [ProtoMember(2)] public string Name { get; set; } = "";
    [ProtoMember(5)] public List<TensorProto> Initializer { get; } = [];
    [ProtoMember(11)] public List<ValueInfoProto> Input { get; } = [];
    [ProtoMember(12)] public List<ValueInfoProto> Output { get; } = [];
}

[ProtoContract]
public sealed class NodeProto
{
    [ProtoMember(1)] public List<string> Input { get; } = [];
    [ProtoMember(2)] public List<string> Output { get; } = [];
    [ProtoMember(3)] public string Name { get; set; } = "";
    [ProtoMember(4)] public string OpType { get; set; } = "";
    [ProtoMember(5)] public List<AttributeProto> Attribute { get; } = [];
}

[ProtoContract]
public sealed class AttributeProto
{
    public const int TypeInt = 2;
    public const int TypeString = 3;
    public const int TypeInts = 7;

    [ProtoMember(1)] public string Name { get; set; } = "";
    [ProtoMember(3)] public long I { get; set; }
    [ProtoMember(4)] public byte[]? S { get; set; }
    [ProtoMember(8)] public long[]? Ints { get; set; }
    [ProtoMember(20)] public int Type { get; set; }
}

[ProtoContract]
public sealed class TensorProto
{
    public const int Float = 1;

    [ProtoMember(1)] public long[] Dims { get; set; } = [];
    [ProtoMember(2)] public int DataType { get; set; }
    [ProtoMember(8)] public string Name { get; set; } = "";
    [ProtoMember(9)] public byte[] RawData { get; set; } = [];
}

[ProtoContract]
public sealed class ValueInfoProto
{
    [ProtoMember(1)] public string Name { get; set; } = "";
    [ProtoMember(2)] public TypeProto Type { get; set; } = null!;
}

[ProtoContract]
public sealed class TypeProto
{
    [ProtoMember(1)] public TensorTypeProto TensorType { get; set; } = null!;
}

[ProtoContract]
public sealed class TensorTypeProto
{
    [ProtoMember(1)] public int ElemType { get; set; }
    [ProtoMember(2)] public TensorShapeProto Shape { get; set; } = null!;
}

[ProtoContract]
public sealed class TensorShapeProto
{
    [ProtoMember(1)] public List<DimensionProto> Dim { get; } = [];
}

[ProtoContract]
public sealed class DimensionProto
{
    [ProtoMember(1)] public long? Value { get; set; }
    [ProtoMember(2)] public string? Parameter { get; set; }
}
