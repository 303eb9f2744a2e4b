using System.Buffers.Binary;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Where one attribute, item or delimiter lies in a data set, in bytes.</summary>
/// <param name="Tag">(FFFE,xxxx) for items and delimiters.</param>
/// <param name="At">Of the tag.</param>
/// <param name="VRAt">Of the two letters; -1 where there are none.</param>
/// <param name="LengthAt">Of the length field.</param>
/// <param name="LengthSize">2 or 4.</param>
/// <param name="ValueAt">Of the first byte behind the header.</param>
/// <param name="ValueLength">Of a value; 0 for what holds other marks.</param>
/// <param name="Parents">Indices of the marks around it, outermost first.</param>
/// <param name="IsFragment">An item of compressed pixels; the first of them is the offset table.</param>
internal sealed record ElementMark(
    DicomTag Tag, int At, int VRAt, int LengthAt, int LengthSize, int ValueAt, int ValueLength, IReadOnlyList<int> Parents, bool IsFragment = false)
{
    public int End => ValueAt + ValueLength;

    public bool IsItemOrDelimiter => Tag.Group == 0xFFFE;
}

/// <summary>
/// The headers of a data set, found by a walk of the fuzzer's own: it must not share the reader's mistakes. Stops, and keeps what it found,
/// where the bytes make no sense. PS3.5 section 7.
/// </summary>
internal sealed class ElementMap
{
    private const uint Undefined = 0xFFFFFFFF;
    private const int MostMarks = 20_000;
    private const int MostDepth = 100;

    private readonly byte[] _body;
    private readonly DicomTransferSyntax _syntax;
    private readonly List<ElementMark> _marks = [];

    private ElementMap(byte[] body, DicomTransferSyntax syntax) => (_body, _syntax) = (body, syntax);

    public static IReadOnlyList<ElementMark> Of(byte[] body, DicomTransferSyntax syntax)
    {
        var map = new ElementMap(body, syntax);
        map.Walk();
        return map._marks;
    }

    private void Walk()
    {
        // What is open: the mark and where it ends; int.MaxValue where a delimiter ends it.
        var open = new Stack<(int Mark, int End, bool IsPixels)>();
        var at = 0;
        while (at + 8 <= _body.Length && _marks.Count < MostMarks && open.Count < MostDepth)
        {
            while (open.TryPeek(out var done) && at >= done.End)
                open.Pop();
            IReadOnlyList<int> parents = [.. open.Select(o => o.Mark).Reverse()];
            var tag = new DicomTag(UInt16(at), UInt16(at + 2));
            if (tag.Group == 0xFFFE)
            {
                var length = UInt32(at + 4);
                if (tag.Element != 0xE000)
                {
                    _marks.Add(new(tag, at, -1, at + 4, 4, at + 8, 0, parents));
                    if (open.Count > 0)
                        open.Pop();
                    at += 8;
                    continue;
                }
                var isFragment = open.TryPeek(out var around) && around.IsPixels;
                if (length != Undefined && length > _body.Length - at - 8)
                    return;
                _marks.Add(new(tag, at, -1, at + 4, 4, at + 8, isFragment ? (int)length : 0, parents, isFragment));
                at += 8 + (isFragment ? (int)length : 0);
                if (!isFragment)
                    open.Push((_marks.Count - 1, length == Undefined ? int.MaxValue : at + (int)length, false));
                continue;
            }
            if (!ReadHeader(tag, at, out var vr, out var mark, out var valueLength))
                return;
            mark = mark with { Parents = parents };
            if (vr == DicomVR.SQ || valueLength == Undefined)
            {
                _marks.Add(mark);
                open.Push((_marks.Count - 1, valueLength == Undefined ? int.MaxValue : mark.ValueAt + (int)valueLength, vr is DicomVR.OB or DicomVR.OW));
                at = mark.ValueAt;
                continue;
            }
            if (valueLength > _body.Length - mark.ValueAt)
                return;
            _marks.Add(mark with { ValueLength = (int)valueLength });
            at = mark.ValueAt + (int)valueLength;
        }
    }

    private bool ReadHeader(DicomTag tag, int at, out DicomVR vr, out ElementMark mark, out uint length)
    {
        vr = DicomDictionary.ImplicitVR(tag);
        mark = new(tag, at, -1, at + 4, 4, at + 8, 0, []);
        length = 0;
        if (!_syntax.IsExplicitVR)
        {
            length = UInt32(at + 4);
            return true;
        }
        if (!DicomVRs.TryParse(_body[at + 4], _body[at + 5], out vr))
            return false;
        if (!vr.HasLongLength())
        {
            (length, mark) = (UInt16(at + 6), mark with { VRAt = at + 4, LengthAt = at + 6, LengthSize = 2 });
            return true;
        }
        if (at + 12 > _body.Length)
            return false;
        (length, mark) = (UInt32(at + 8), mark with { VRAt = at + 4, LengthAt = at + 8, ValueAt = at + 12 });
        return true;
    }

    private ushort UInt16(int at) => _syntax.IsBigEndian
        ? BinaryPrimitives.ReadUInt16BigEndian(_body.AsSpan(at))
        : BinaryPrimitives.ReadUInt16LittleEndian(_body.AsSpan(at));

    private uint UInt32(int at) => _syntax.IsBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(_body.AsSpan(at))
        : BinaryPrimitives.ReadUInt32LittleEndian(_body.AsSpan(at));
}
