using System.Buffers;
using System.Buffers.Binary;

namespace OxiPortal.Dicom.IO;

/// <summary>Writes DICOM files, PS3.10 section 7, always explicit VR little endian around the pixels.</summary>
internal static class DicomWriter
{
    /// <summary>Names this software in the files it writes. PS3.7 section D.3.3.2; the root is derived from a UUID (PS3.5 section B.2).</summary>
    public const string ImplementationClassUid = "2.25.163041517391764270913716247263019473211";
    private const uint UndefinedLength = 0xFFFFFFFF;

    public static ReadOnlyMemory<byte> Write(DicomFile file)
    {
        var syntax = file.Dataset.Find(DicomTags.PixelData) is DicomFragmentSequence ? file.TransferSyntax : DicomTransferSyntax.ExplicitVRLittleEndian;
        var meta = new ArrayBufferWriter<byte>();
        WriteItem(meta, new DicomElement(DicomTags.FileMetaInformationVersion, DicomVR.OB, new byte[] { 0, 1 }));
        WriteUid(meta, DicomTags.MediaStorageSOPClassUID, Required(file.Dataset, DicomTags.SOPClassUID));
        WriteUid(meta, DicomTags.MediaStorageSOPInstanceUID, Required(file.Dataset, DicomTags.SOPInstanceUID));
        WriteUid(meta, DicomTags.TransferSyntaxUID, syntax.Uid);
        WriteUid(meta, DicomTags.ImplementationClassUID, ImplementationClassUid);
        WriteItem(meta, new DicomElement(DicomTags.ImplementationVersionName, DicomVR.SH, "OXIPORTAL"u8.ToArray()));

        var output = new ArrayBufferWriter<byte>(64 * 1024);
        output.Write(new byte[128]);
        output.Write("DICM"u8);
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)meta.WrittenCount);
        WriteItem(output, new DicomElement(DicomTags.FileMetaInformationGroupLength, DicomVR.UL, length));
        output.Write(meta.WrittenSpan);
        WriteDataset(output, file.Dataset);
        return output.WrittenMemory;
    }

    /// <summary>A data set without its group lengths (retired, and wrong once anything changes).</summary>
    public static void WriteDataset(IBufferWriter<byte> output, DicomDataset dataset)
    {
        foreach (var item in dataset)
        {
            if (item.Tag.Element != 0)
                WriteItem(output, item);
        }
    }

    public static void WriteItem(IBufferWriter<byte> output, DicomItem item)
    {
        switch (item)
        {
            case DicomSequence sequence:
                WriteHeader(output, item.Tag, DicomVR.SQ, UndefinedLength);
                foreach (var dataset in sequence.Items)
                {
                    WriteTagAndLength(output, DicomTag.Item, UndefinedLength);
                    WriteDataset(output, dataset);
                    WriteTagAndLength(output, DicomTag.ItemDelimitation, 0);
                }
                WriteTagAndLength(output, DicomTag.SequenceDelimitation, 0);
                break;
            case DicomFragmentSequence pixels:
                WriteHeader(output, item.Tag, DicomVR.OB, UndefinedLength);
                WriteFragment(output, pixels.OffsetTable.Span);
                foreach (var fragment in pixels.Fragments)
                    WriteFragment(output, fragment.Span);
                WriteTagAndLength(output, DicomTag.SequenceDelimitation, 0);
                break;
            case DicomElement element:
                var odd = element.Bytes.Length & 1;
                // A text too long for the two length bytes of its own VR is written as UN. PS3.5 section 6.2.2.
                var vr = !element.VR.HasLongLength() && element.Bytes.Length + odd > ushort.MaxValue ? DicomVR.UN : element.VR;
                WriteHeader(output, element.Tag, vr, (uint)(element.Bytes.Length + odd));
                output.Write(element.Bytes.Span);
                if (odd == 1)
                    output.Write([element.VR.IsText() && element.VR != DicomVR.UI ? (byte)' ' : (byte)0]);
                break;
        }
    }

    private static void WriteFragment(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        WriteTagAndLength(output, DicomTag.Item, (uint)(bytes.Length + (bytes.Length & 1)));
        output.Write(bytes);
        if ((bytes.Length & 1) == 1)
            output.Write([(byte)0]);
    }

    private static void WriteUid(IBufferWriter<byte> output, DicomTag tag, string uid) =>
        WriteItem(output, new DicomElement(tag, DicomVR.UI, System.Text.Encoding.ASCII.GetBytes(uid)));

    private static void WriteHeader(IBufferWriter<byte> output, DicomTag tag, DicomVR vr, uint length)
    {
        Span<byte> header = stackalloc byte[12];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
        var letters = vr.ToString();
        (header[4], header[5]) = ((byte)letters[0], (byte)letters[1]);
        if (vr.HasLongLength())
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], length);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)length);
        output.Write(header[..(vr.HasLongLength() ? 12 : 8)]);
    }

    private static void WriteTagAndLength(IBufferWriter<byte> output, DicomTag tag, uint length)
    {
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], length);
        output.Write(header);
    }

    private static string Required(DicomDataset dataset, DicomTag tag) =>
        dataset.GetString(tag) ?? throw new ArgumentException($"The data set has no {tag}: a file cannot be written without it.", nameof(dataset));
}
