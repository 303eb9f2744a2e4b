using System.Buffers;
using System.Buffers.Binary;

namespace OxiPortal.Dicom.IO;

/// <summary>Encodes attributes, PS3.5 section 7, in any of the encodings that do not touch pixels.</summary>
/// <param name="syntax">Byte order, and whether representations are written.</param>
/// <param name="definedLengths">Sequences and items state their length.</param>
internal sealed class DataSetWriter(DicomTransferSyntax syntax, bool definedLengths)
{
    private const uint UndefinedLength = 0xFFFFFFFF;
    private const long MaxLength = UndefinedLength - 1;

    public OutputPieces Output { get; } = new();

    /// <summary>
    /// A data set without its group lengths (retired, and wrong once anything changes) and without what belongs to the File Meta Information alone:
    /// behind that it would be read as a part of it. PS3.10 section 7.1.
    /// </summary>
    public void Write(DicomDataset dataset)
    {
        foreach (var item in FragmentOffsets.Renewed(dataset, syntax))
        {
            if (item.Tag.Element != 0 && item.Tag.Group != 2)
                Write(item, dataset);
        }
    }

    /// <param name="item">An attribute.</param>
    /// <param name="dataset">Whose it is: it tells how wide pixels are; null where there are none.</param>
    public void Write(DicomItem item, DicomDataset? dataset = null)
    {
        switch (item)
        {
            case DicomSequence sequence:
                WriteSequence(sequence);
                break;
            case DicomFragmentSequence pixels:
                WriteHeader(item.Tag, DicomVR.OB, UndefinedLength);
                WriteFragment(new ByteRange(pixels.OffsetTable));
                foreach (var fragment in pixels.Fragments)
                    WriteFragment(fragment);
                WriteTagAndLength(DicomTag.SequenceDelimitation, 0);
                break;
            case DicomElement element:
                WriteElement(element, dataset);
                break;
        }
    }

    private void WriteElement(DicomElement element, DicomDataset? dataset)
    {
        var odd = element.Length & 1;
        if (element.Length + odd > MaxLength)
            throw new ArgumentException($"{element.Tag} holds {element.Length} bytes: more than a length of four bytes can say.", nameof(element));
        if (!syntax.IsExplicitVR && element.Length > 0 && DicomDictionary.ImplicitVR(element.Tag) == DicomVR.SQ)
            throw new ArgumentException($"{element.Tag} holds no sequence, and implicit VR would call it one.", nameof(element));
        var vr = Fitting(element, element.Length + odd);
        WriteHeader(element.Tag, vr, (uint)(element.Length + odd));
        // UN is little endian, whatever the rest is: PS3.5 section 6.2.2 note.
        Output.Append(syntax.IsBigEndian && vr != DicomVR.UN ? element.Value.Swapped(DicomVRs.UnitSize(element.Tag, element.VR, dataset)) : element.Value);
        if (odd == 1)
            Output.Write([element.VR.IsText() && element.VR != DicomVR.UI ? (byte)' ' : (byte)0]);
    }

    // A value too long for the two length bytes of its own VR. PS3.5 section 6.2.2.
    private DicomVR Fitting(DicomElement element, long length)
    {
        if (!syntax.IsExplicitVR || element.VR.HasLongLength() || length <= ushort.MaxValue)
            return element.VR;
        // Where the dictionary leaves the choice (tables), OW holds the same words.
        return element.VR is DicomVR.US or DicomVR.SS && DicomDictionary.Find(element.Tag)?.Choice.EndsWith("or OW", StringComparison.Ordinal) == true ? DicomVR.OW : DicomVR.UN;
    }

    private void WriteSequence(DicomSequence sequence)
    {
        var items = new OutputPieces[sequence.Items.Count];
        var length = 0L;
        for (var i = 0; i < items.Length; i++)
        {
            var nested = new DataSetWriter(syntax, definedLengths);
            nested.Write(sequence.Items[i]);
            items[i] = nested.Output;
            length += 8 + items[i].Length;
        }
        var isDefined = definedLengths && length <= MaxLength;
        WriteHeader(sequence.Tag, DicomVR.SQ, isDefined ? (uint)length : UndefinedLength);
        foreach (var item in items)
        {
            WriteTagAndLength(DicomTag.Item, isDefined ? (uint)item.Length : UndefinedLength);
            Output.Append(item);
            if (!isDefined)
                WriteTagAndLength(DicomTag.ItemDelimitation, 0);
        }
        if (!isDefined)
            WriteTagAndLength(DicomTag.SequenceDelimitation, 0);
    }

    private void WriteFragment(ByteRange bytes)
    {
        var odd = bytes.Length & 1;
        WriteTagAndLength(DicomTag.Item, (uint)(bytes.Length + odd));
        Output.Append(bytes);
        if (odd == 1)
            Output.Write([(byte)0]);
    }

    private void WriteHeader(DicomTag tag, DicomVR vr, uint length)
    {
        if (!syntax.IsExplicitVR)
        {
            WriteTagAndLength(tag, length);
            return;
        }
        Span<byte> header = stackalloc byte[12];
        header.Clear();
        WriteTag(header, tag);
        var letters = vr.ToString();
        (header[4], header[5]) = ((byte)letters[0], (byte)letters[1]);
        if (vr.HasLongLength())
            WriteUInt32(header[8..], length);
        else
            WriteUInt16(header[6..], (ushort)length);
        Output.Write(header[..(vr.HasLongLength() ? 12 : 8)]);
    }

    private void WriteTagAndLength(DicomTag tag, uint length)
    {
        Span<byte> header = stackalloc byte[8];
        WriteTag(header, tag);
        WriteUInt32(header[4..], length);
        Output.Write(header);
    }

    private void WriteTag(Span<byte> target, DicomTag tag)
    {
        WriteUInt16(target, tag.Group);
        WriteUInt16(target[2..], tag.Element);
    }

    private void WriteUInt16(Span<byte> target, ushort value)
    {
        if (syntax.IsBigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(target, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(target, value);
    }

    private void WriteUInt32(Span<byte> target, uint value)
    {
        if (syntax.IsBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(target, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(target, value);
    }
}
