using System.Buffers.Binary;
using System.Text;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>A mutant in the making: bytes, where their elements lie, and edits that keep the lengths around them right.</summary>
internal sealed class Draft(FuzzSeed seed, IReadOnlyList<FuzzSeed> corpus)
{
    private IReadOnlyList<ElementMark>? _marks;
    private byte[] _body = seed.Body;

    public FuzzSeed Seed { get; } = seed;

    /// <summary>Every seed: to splice with.</summary>
    public IReadOnlyList<FuzzSeed> Corpus { get; } = corpus;

    public byte[] Head { get; set; } = seed.Head;

    public byte[] Body
    {
        get => _body;
        set => (_body, _marks) = (value, null);
    }

    /// <summary>Stands in for the deflated body where a mutation makes that itself.</summary>
    public byte[]? DeflatedBody { get; set; }

    public IReadOnlyList<ElementMark> Marks => _marks ??= ElementMap.Of(_body, Seed.Syntax);

    /// <summary>The whole file as bytes; edits of the body go on with it.</summary>
    public byte[] File => DeflatedBody is null ? Seed.Join(Head, Body) : [.. Head, .. DeflatedBody];

    public ElementMark? Find(DicomTag tag) => Marks.FirstOrDefault(m => m.Tag == tag && m.Parents.Count == 0);

    /// <summary>Fragments of compressed pixels without the offset table.</summary>
    public IReadOnlyList<ElementMark> Fragments => [.. Marks.Where(m => m.IsFragment).Skip(1)];

    public ReadOnlySpan<byte> Value(ElementMark mark) => _body.AsSpan(mark.ValueAt, mark.ValueLength);

    /// <summary>Another value, padded to even length; its own length and those of what is around it follow.</summary>
    public void ReplaceValue(ElementMark mark, ReadOnlySpan<byte> value)
    {
        var marks = Marks;
        byte[] padded = [.. value, .. (value.Length & 1) == 1 ? new byte[1] : []];
        var difference = padded.Length - mark.ValueLength;
        var body = (byte[])_body.Clone();
        WriteLength(body, mark, (uint)padded.Length);
        foreach (var parent in mark.Parents)
        {
            var around = marks[parent];
            if (ReadLength(around) is var length and not 0xFFFFFFFF)
                WriteLength(body, around, (uint)(length + difference));
        }
        Body = [.. body.AsSpan(0, mark.ValueAt), .. padded, .. body.AsSpan(mark.End)];
    }

    public uint ReadLength(ElementMark mark) => (mark.LengthSize, Seed.Syntax.IsBigEndian) switch
    {
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(_body.AsSpan(mark.LengthAt)),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(_body.AsSpan(mark.LengthAt)),
        (_, false) => BinaryPrimitives.ReadUInt32LittleEndian(_body.AsSpan(mark.LengthAt)),
        _ => BinaryPrimitives.ReadUInt32BigEndian(_body.AsSpan(mark.LengthAt)),
    };

    /// <summary>Only the length field: the value stays, so that they disagree.</summary>
    public void OverwriteLength(ElementMark mark, uint length)
    {
        var body = (byte[])_body.Clone();
        WriteLength(body, mark, length);
        Body = body;
    }

    public void Overwrite(int at, ReadOnlySpan<byte> bytes)
    {
        var body = (byte[])_body.Clone();
        bytes[..Math.Clamp(body.Length - at, 0, bytes.Length)].CopyTo(body.AsSpan(at));
        Body = body;
    }

    public void Insert(int at, ReadOnlySpan<byte> bytes) => Body = [.. _body.AsSpan(0, at), .. bytes, .. _body.AsSpan(at)];

    public void Remove(int at, int length) => Body = [.. _body.AsSpan(0, at), .. _body.AsSpan(at + length)];

    /// <summary>Sets a top-level attribute; puts it at its place where it is absent.</summary>
    public void Set(DicomTag tag, DicomVR vr, ReadOnlySpan<byte> value)
    {
        if (Find(tag) is { } mark)
        {
            ReplaceValue(mark, value);
            return;
        }
        var at = Marks.FirstOrDefault(m => m.Parents.Count == 0 && m.Tag > tag)?.At ?? _body.Length;
        byte[] padded = [.. value, .. (value.Length & 1) == 1 ? new byte[1] : []];
        Insert(at, [.. Header(tag, vr, (uint)padded.Length), .. padded]);
    }

    /// <summary>A header in the seed's own encoding.</summary>
    public byte[] Header(DicomTag tag, DicomVR vr, uint length)
    {
        byte[] start = [.. UInt16(tag.Group), .. UInt16(tag.Element)];
        if (!Seed.Syntax.IsExplicitVR || tag.Group == 0xFFFE)
            return [.. start, .. UInt32(length)];
        var letters = Encoding.ASCII.GetBytes(vr.ToString());
        return vr.HasLongLength() ? [.. start, .. letters, 0, 0, .. UInt32(length)] : [.. start, .. letters, .. UInt16((ushort)length)];
    }

    public byte[] UInt16(ushort value) => Seed.Syntax.IsBigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    public byte[] UInt32(uint value) => Seed.Syntax.IsBigEndian
        ? [.. UInt16((ushort)(value >> 16)), .. UInt16((ushort)value)]
        : [.. UInt16((ushort)value), .. UInt16((ushort)(value >> 16))];

    private void WriteLength(byte[] body, ElementMark mark, uint length) =>
        (mark.LengthSize == 2 ? UInt16((ushort)length) : UInt32(length)).CopyTo(body, mark.LengthAt);
}

/// <summary>One way to spoil a draft.</summary>
/// <param name="Name">As findings list it.</param>
/// <param name="Apply">False where the draft has nothing of the kind: another is tried.</param>
internal sealed record Mutation(string Name, Func<Draft, FuzzRandom, bool> Apply);
