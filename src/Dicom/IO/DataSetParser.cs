using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.IO;

/// <summary>
/// Reads attributes from bytes already in memory; values are slices of them, not copies. Every length is held against what is left before it
/// is believed. PS3.5 section 7.
/// </summary>
/// <param name="data">The file, or its inflated data set.</param>
/// <param name="start">Where to begin in <paramref name="data"/>.</param>
internal sealed class DataSetParser(ReadOnlyMemory<byte> data, int start, DicomTransferSyntax syntax, DicomReadLimits limits, CancellationToken cancel)
{
    private const uint UndefinedLength = 0xFFFFFFFF;

    private readonly bool _bigEndian = syntax.IsBigEndian;
    // Searched for once: a file may be full of zeros that only seem to be its padding.
    private readonly int _paddingStart = data.Span.LastIndexOfAnyExcept((byte)0) + 1;
    private bool _explicitVR = syntax.IsExplicitVR;
    private int _position = start;
    private int _elements;

    public int Position => _position;

    /// <summary>The whole data set, to the end of the bytes.</summary>
    public DicomDataset ReadToEnd()
    {
        var dataset = new DicomDataset();
        ReadItems(dataset, data.Length, depth: 0, delimited: false, onlyGroup: null);
        return dataset;
    }

    /// <summary>The attributes up to the first one of another group: the File Meta Information.</summary>
    public DicomDataset ReadGroup(ushort group)
    {
        var dataset = new DicomDataset();
        ReadItems(dataset, data.Length, depth: 0, delimited: false, group);
        return dataset;
    }

    private void ReadItems(DicomDataset dataset, int end, int depth, bool delimited, ushort? onlyGroup)
    {
        while (_position < end)
        {
            var at = _position;
            if (end - at < 8)
            {
                if (depth == 0 && at >= _paddingStart)
                    break;
                throw DicomException.Corrupt("The file ends within the header of an attribute", offset: at);
            }
            var tag = PeekTag(at);
            if (onlyGroup is { } group && tag.Group != group)
                return;
            if (tag == DicomTag.ItemDelimitation && delimited)
            {
                _position += 8;
                return;
            }
            if (tag.Group == 0xFFFE)
                throw DicomException.Corrupt("A delimiter stands where an attribute should", tag, at);
            if (tag.Value == 0 && depth == 0 && at >= _paddingStart)
                break;
            CountElement(at);
            _position += 4;
            var item = ReadItem(dataset, tag, end, depth, at);
            if (dataset.Find(tag) is { } earlier && !Same(earlier, item))
                throw DicomException.Corrupt("An attribute occurs twice with different values", tag, at);
            dataset.AddOrUpdate(item);
        }
        if (delimited && onlyGroup is null)
            throw DicomException.Corrupt("The file ends within an item of a sequence", offset: end);
        if (!delimited)
            _position = end;
    }

    private DicomItem ReadItem(DicomDataset dataset, DicomTag tag, int end, int depth, int at)
    {
        var (vr, length) = ReadHeader(dataset, tag, end, at);
        if (length == UndefinedLength)
        {
            switch (vr)
            {
                case DicomVR.SQ:
                    return ReadSequence(dataset, tag, end, depth, delimited: true);
                case DicomVR.OB or DicomVR.OW:
                    return ReadFragments(tag, vr, end);
                case DicomVR.UN:
                    // PS3.5 section 6.2.2 note: UN of undefined length holds a sequence in implicit VR little endian.
                    return AsImplicit(() => ReadSequence(dataset, tag, end, depth, delimited: true));
                default:
                    throw DicomException.Corrupt($"An attribute of VR {vr} has an undefined length", tag, at);
            }
        }
        if (length > end - _position)
            throw DicomException.Corrupt($"The file is truncated: an attribute claims {length} bytes, {end - _position} are left", tag, at);
        var valueEnd = _position + (int)length;
        if (vr == DicomVR.SQ)
            return ReadSequence(dataset, tag, valueEnd, depth, delimited: false);
        if (vr == DicomVR.UN && _explicitVR && DicomDictionary.Find(tag) is { VR: not (DicomVR.UN or DicomVR.SQ) } known)
            vr = known.VR; // A sender without our dictionary wrote what it did not know as UN.
        var bytes = data[_position..valueEnd];
        _position = valueEnd;
        return new DicomElement(tag, vr, _bigEndian ? Swap(bytes, UnitOf(dataset, tag, vr)) : bytes);
    }

    private (DicomVR VR, uint Length) ReadHeader(DicomDataset dataset, DicomTag tag, int end, int at)
    {
        var span = data.Span;
        if (!_explicitVR)
        {
            var entry = DicomDictionary.Find(tag);
            var implicitVR = entry is { IsUnsignedOrSigned: true } && dataset.IsSigned ? DicomVR.SS : DicomDictionary.ImplicitVR(tag);
            var implicitLength = ReadUInt32(span[_position..]);
            _position += 4;
            if (implicitLength == UndefinedLength && implicitVR != DicomVR.OW)
                implicitVR = DicomVR.SQ;
            return (implicitVR, implicitLength);
        }
        if (!DicomVRs.TryParse(span[_position], span[_position + 1], out var vr))
            throw DicomException.Corrupt("An attribute has no valid value representation", tag, at);
        if (!vr.HasLongLength())
        {
            var shortLength = ReadUInt16(span[(_position + 2)..]);
            _position += 4;
            return (vr, shortLength);
        }
        if (end - _position < 8)
            throw DicomException.Corrupt("The file ends within the header of an attribute", tag, at);
        var length = ReadUInt32(span[(_position + 4)..]);
        _position += 8;
        return (vr, length);
    }

    private DicomSequence ReadSequence(DicomDataset parent, DicomTag tag, int end, int depth, bool delimited)
    {
        if (depth >= limits.MaxDepth)
            throw new DicomException(RefusalCodes.TooLarge, $"Sequences are nested deeper than {limits.MaxDepth}", tag, _position);
        var items = new List<DicomDataset>();
        while (true)
        {
            var at = _position;
            if (!delimited && at == end)
                return new DicomSequence(tag, items);
            if (end - at < 8)
                throw DicomException.Corrupt("The file ends within a sequence", tag, at);
            var itemTag = PeekTag(at);
            var length = ReadUInt32(data.Span[(at + 4)..]);
            _position += 8;
            if (itemTag == DicomTag.SequenceDelimitation)
            {
                if (!delimited)
                    _position = end;
                return new DicomSequence(tag, items);
            }
            if (itemTag != DicomTag.Item)
                throw DicomException.Corrupt("A sequence holds something that is no item", tag, at);
            CountElement(at);
            var item = new DicomDataset { Parent = parent };
            if (length == UndefinedLength)
            {
                ReadItems(item, end, depth + 1, delimited: true, onlyGroup: null);
            }
            else
            {
                if (length > end - _position)
                    throw DicomException.Corrupt($"The file is truncated: an item claims {length} bytes, {end - _position} are left", tag, at);
                ReadItems(item, _position + (int)length, depth + 1, delimited: false, onlyGroup: null);
            }
            items.Add(item);
        }
    }

    // PS3.5 section A.4: the first item is the basic offset table, then fragments, then a delimiter.
    private DicomFragmentSequence ReadFragments(DicomTag tag, DicomVR vr, int end)
    {
        ReadOnlyMemory<byte>? table = null;
        var fragments = new List<ReadOnlyMemory<byte>>();
        while (true)
        {
            var at = _position;
            if (end - at < 8)
                throw DicomException.Corrupt("The file is truncated within its compressed pixels", tag, at);
            var itemTag = PeekTag(at);
            var length = ReadUInt32(data.Span[(at + 4)..]);
            _position += 8;
            if (itemTag == DicomTag.SequenceDelimitation)
                return new DicomFragmentSequence(tag, vr, table ?? ReadOnlyMemory<byte>.Empty, fragments);
            if (itemTag != DicomTag.Item)
                throw DicomException.Corrupt("Compressed pixels hold something that is no fragment", tag, at);
            if (length > end - _position)
                throw DicomException.Corrupt($"The file is truncated: a fragment claims {length} bytes, {end - _position} are left", tag, at);
            CountElement(at);
            var bytes = data.Slice(_position, (int)length);
            _position += (int)length;
            if (table is null)
                table = bytes;
            else
                fragments.Add(bytes);
        }
    }

    private DicomSequence AsImplicit(Func<DicomSequence> read)
    {
        var before = _explicitVR;
        _explicitVR = false;
        var sequence = read();
        _explicitVR = before;
        return sequence;
    }

    private void CountElement(int at)
    {
        if (++_elements > limits.MaxElements)
            throw new DicomException(RefusalCodes.TooLarge, $"The file has more than {limits.MaxElements} attributes", offset: at);
        if ((_elements & 0xFFF) == 0)
            cancel.ThrowIfCancellationRequested();
    }

    private DicomTag PeekTag(int at)
    {
        var span = data.Span[at..];
        return new(ReadUInt16(span), ReadUInt16(span[2..]));
    }

    private ushort ReadUInt16(ReadOnlySpan<byte> span) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(span) : BinaryPrimitives.ReadUInt16LittleEndian(span);

    private uint ReadUInt32(ReadOnlySpan<byte> span) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(span) : BinaryPrimitives.ReadUInt32LittleEndian(span);

    private static int UnitOf(DicomDataset dataset, DicomTag tag, DicomVR vr) =>
        vr == DicomVR.OW && tag == DicomTags.PixelData && dataset.GetSingleValueOrDefault(DicomTags.BitsAllocated, 16) == 32 ? 4 : vr.UnitSize();

    private static byte[] Swap(ReadOnlyMemory<byte> bytes, int unit)
    {
        var swapped = bytes.ToArray();
        if (unit == sizeof(ushort))
        {
            // Pixels: millions at once.
            var words = MemoryMarshal.Cast<byte, ushort>(swapped.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
            return swapped;
        }
        for (var i = 0; unit > 1 && i + unit <= swapped.Length; i += unit)
            swapped.AsSpan(i, unit).Reverse();
        return swapped;
    }

    private static bool Same(DicomItem earlier, DicomItem later) =>
        earlier is DicomElement a && later is DicomElement b && a.Bytes.Span.SequenceEqual(b.Bytes.Span);
}
