using System.Buffers.Binary;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.IO;

/// <summary>
/// Reads attributes; values are slices of what is in memory, not copies, and large ones of a file on the disk stay there. Every length is held
/// against what is left before it is believed. PS3.5 section 7.
/// </summary>
/// <param name="source">The file, or its inflated data set.</param>
/// <param name="start">Where to begin in <paramref name="source"/>.</param>
/// <param name="syntax">How attributes are encoded.</param>
/// <param name="limits">What is refused.</param>
/// <param name="cancel">Looked at now and then.</param>
internal sealed class DataSetParser(ByteSource source, long start, DicomTransferSyntax syntax, DicomReadLimits limits, CancellationToken cancel)
{
    private const uint UndefinedLength = 0xFFFFFFFF;

    private readonly ByteWindow _data = new(source);
    private bool _bigEndian = syntax.IsBigEndian;
    private bool _explicitVR = syntax.IsExplicitVR;
    private long _position = start;
    private int _elements;

    public long Position => _position;

    /// <summary>The whole data set, to the end of the bytes.</summary>
    public DicomDataset ReadToEnd()
    {
        var dataset = new DicomDataset();
        ReadItems(dataset, _data.Length, depth: 0, delimited: false, onlyGroup: null);
        return dataset;
    }

    /// <summary>The attributes up to the first one of another group: the File Meta Information.</summary>
    public DicomDataset ReadGroup(ushort group)
    {
        var dataset = new DicomDataset();
        ReadItems(dataset, _data.Length, depth: 0, delimited: false, group);
        return dataset;
    }

    private void ReadItems(DicomDataset dataset, long end, int depth, bool delimited, ushort? onlyGroup)
    {
        while (_position < end)
        {
            var at = _position;
            if (end - at < 8)
            {
                if (depth == 0 && at >= _data.PaddingStart)
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
            if (tag.Value == 0 && depth == 0 && at >= _data.PaddingStart)
                break;
            CountElement(tag, at);
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

    private DicomItem ReadItem(DicomDataset dataset, DicomTag tag, long end, int depth, long at)
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
                    return AsUnknown(() => ReadSequence(dataset, tag, end, depth, delimited: true));
                default:
                    throw DicomException.Corrupt($"An attribute of VR {vr} has an undefined length", tag, at);
            }
        }
        if (length > end - _position)
            throw DicomException.Corrupt($"The file is truncated: an attribute claims {length} bytes, {end - _position} are left", tag, at);
        var valueEnd = _position + length;
        if (vr == DicomVR.SQ)
            return ReadSequence(dataset, tag, valueEnd, depth, delimited: false);
        if (vr == DicomVR.UN && _explicitVR && DicomDictionary.Find(tag) is { VR: not DicomVR.UN } known)
        {
            if (known.VR == DicomVR.SQ)
                return ReadUnknownSequence(dataset, tag, valueEnd, depth);
            // A sender without our dictionary wrote what it did not know as UN: little endian, whatever the rest is (PS3.5 section 6.2.2 note).
            return new DicomElement(tag, KnownVR(known, dataset), TakeValue(valueEnd, swappedUnit: 1));
        }
        return new DicomElement(tag, vr, TakeValue(valueEnd, _bigEndian ? DicomVRs.UnitSize(tag, vr, dataset) : 1));
    }

    private ByteRange TakeValue(long valueEnd, int swappedUnit)
    {
        var value = _data.Value(_position, valueEnd - _position, swappedUnit);
        _position = valueEnd;
        return value;
    }

    // What cannot be read as the sequence it should be stays what its sender called it: bytes unknown.
    private DicomItem ReadUnknownSequence(DicomDataset dataset, DicomTag tag, long valueEnd, int depth)
    {
        var begin = _position;
        try
        {
            return AsUnknown(() => ReadSequence(dataset, tag, valueEnd, depth, delimited: false));
        }
        catch (DicomException error) when (error.Code == RefusalCodes.Corrupt)
        {
            _position = begin;
            return new DicomElement(tag, DicomVR.UN, TakeValue(valueEnd, swappedUnit: 1));
        }
    }

    private static DicomVR KnownVR(DicomDictionaryEntry entry, DicomDataset dataset) =>
        entry.IsUnsignedOrSigned && dataset.IsSigned ? DicomVR.SS : entry.VR;

    private (DicomVR VR, uint Length) ReadHeader(DicomDataset dataset, DicomTag tag, long end, long at)
    {
        var header = _data.Peek(_position, 4);
        if (!_explicitVR)
        {
            var implicitVR = DicomDictionary.Find(tag) is { } entry ? KnownVR(entry, dataset) : DicomDictionary.ImplicitVR(tag);
            var implicitLength = ReadUInt32(header);
            _position += 4;
            if (implicitLength == UndefinedLength && implicitVR != DicomVR.OW)
                implicitVR = DicomVR.SQ;
            return (implicitVR, implicitLength);
        }
        if (!DicomVRs.TryParse(header[0], header[1], out var vr))
            throw DicomException.Corrupt("An attribute has no valid value representation", tag, at);
        if (!vr.HasLongLength())
        {
            var shortLength = ReadUInt16(header[2..]);
            _position += 4;
            return (vr, shortLength);
        }
        if (end - _position < 8)
            throw DicomException.Corrupt("The file ends within the header of an attribute", tag, at);
        var length = ReadUInt32(_data.Peek(_position + 4, 4));
        _position += 8;
        return (vr, length);
    }

    private DicomSequence ReadSequence(DicomDataset parent, DicomTag tag, long end, int depth, bool delimited)
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
            var length = ReadUInt32(_data.Peek(at + 4, 4));
            _position += 8;
            if (itemTag == DicomTag.SequenceDelimitation)
            {
                if (!delimited)
                    _position = end;
                return new DicomSequence(tag, items);
            }
            if (itemTag != DicomTag.Item)
                throw DicomException.Corrupt("A sequence holds something that is no item", tag, at);
            CountElement(tag, at);
            var item = new DicomDataset { Parent = parent };
            if (length == UndefinedLength)
            {
                ReadItems(item, end, depth + 1, delimited: true, onlyGroup: null);
            }
            else
            {
                if (length > end - _position)
                    throw DicomException.Corrupt($"The file is truncated: an item claims {length} bytes, {end - _position} are left", tag, at);
                ReadItems(item, _position + length, depth + 1, delimited: false, onlyGroup: null);
            }
            items.Add(item);
        }
    }

    // PS3.5 section A.4: the first item is the basic offset table, then fragments, then a delimiter.
    private DicomFragmentSequence ReadFragments(DicomTag tag, DicomVR vr, long end)
    {
        ReadOnlyMemory<byte>? table = null;
        var fragments = new List<ByteRange>();
        while (true)
        {
            var at = _position;
            if (end - at < 8)
                throw DicomException.Corrupt("The file is truncated within its compressed pixels", tag, at);
            var itemTag = PeekTag(at);
            var length = ReadUInt32(_data.Peek(at + 4, 4));
            _position += 8;
            if (itemTag == DicomTag.SequenceDelimitation)
                return new DicomFragmentSequence(tag, vr, table ?? ReadOnlyMemory<byte>.Empty, fragments);
            if (itemTag != DicomTag.Item)
                throw DicomException.Corrupt("Compressed pixels hold something that is no fragment", tag, at);
            if (length > end - _position)
                throw DicomException.Corrupt($"The file is truncated: a fragment claims {length} bytes, {end - _position} are left", tag, at);
            CountElement(tag, at);
            var bytes = _data.Value(_position, length, swappedUnit: 1);
            _position += length;
            if (table is null)
                table = bytes.ReadAll();
            else
                fragments.Add(bytes);
        }
    }

    private DicomSequence AsUnknown(Func<DicomSequence> read)
    {
        var (explicitVR, bigEndian) = (_explicitVR, _bigEndian);
        (_explicitVR, _bigEndian) = (false, false);
        try
        {
            return read();
        }
        finally
        {
            (_explicitVR, _bigEndian) = (explicitVR, bigEndian);
        }
    }

    private void CountElement(DicomTag tag, long at)
    {
        if (++_elements > limits.MaxElements)
            throw new DicomException(RefusalCodes.TooLarge, $"The file has more than {limits.MaxElements} attributes", tag, at);
        if ((_elements & 0xFFF) == 0)
            cancel.ThrowIfCancellationRequested();
    }

    private DicomTag PeekTag(long at)
    {
        var span = _data.Peek(at, 4);
        return new(ReadUInt16(span), ReadUInt16(span[2..]));
    }

    private ushort ReadUInt16(ReadOnlySpan<byte> span) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(span) : BinaryPrimitives.ReadUInt16LittleEndian(span);

    private uint ReadUInt32(ReadOnlySpan<byte> span) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(span) : BinaryPrimitives.ReadUInt32LittleEndian(span);

    private static bool Same(DicomItem earlier, DicomItem later) =>
        earlier is DicomElement a && later is DicomElement b && a.Value.HasSameBytes(b.Value);
}
