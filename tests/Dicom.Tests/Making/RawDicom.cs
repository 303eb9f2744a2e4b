using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>Writes DICOM bytes by hand, also such as no writer should: any VR, any length, any order, three encodings.</summary>
internal sealed class RawDicom(bool explicitVR = true, bool bigEndian = false)
{
    public const uint Undefined = 0xFFFFFFFF;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>A header of any length, without a value.</summary>
    public RawDicom Header(ushort group, ushort element, string vr, uint length)
    {
        UInt16(group).UInt16(element);
        if (!explicitVR || group == 0xFFFE)
            return UInt32(length);
        Bytes(Encoding.ASCII.GetBytes(vr));
        return vr is "OB" or "OW" or "SQ" or "UN" or "UT" or "UC" or "UR" or "OF" or "OD" or "OL" or "OV" or "SV" or "UV" ? UInt16(0).UInt32(length) : UInt16((ushort)length);
    }

    public RawDicom Text(DicomTag tag, string vr, string value)
    {
        if (value.Length % 2 == 1)
            value += vr == "UI" ? '\0' : ' ';
        return Header(tag.Group, tag.Element, vr, (uint)value.Length).Bytes(Encoding.Latin1.GetBytes(value));
    }

    public RawDicom Words(DicomTag tag, string vr, params ushort[] values)
    {
        Header(tag.Group, tag.Element, vr, (uint)values.Length * 2);
        foreach (var value in values)
            UInt16(value);
        return this;
    }

    public RawDicom Item(uint length) => Header(0xFFFE, 0xE000, "", length);

    public RawDicom EndItem() => Header(0xFFFE, 0xE00D, "", 0);

    public RawDicom EndSequence() => Header(0xFFFE, 0xE0DD, "", 0);

    public RawDicom Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public RawDicom UInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Bytes(bytes);
    }

    public RawDicom UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Bytes(bytes);
    }

    /// <summary>Only the data set.</summary>
    public byte[] ToDataSet() => _bytes.WrittenSpan.ToArray();

    /// <summary>Preamble, File Meta Information with that transfer syntax, data set (deflated where the syntax says so).</summary>
    public byte[] ToFile(DicomTransferSyntax syntax, bool preamble = true)
    {
        var meta = new RawDicom().Text(DicomTags.TransferSyntaxUID, "UI", syntax.Uid).ToDataSet();
        var file = new RawDicom();
        if (preamble)
            file.Bytes(new byte[128]).Bytes("DICM"u8);
        file.Header(2, 0, "UL", 4).UInt32((uint)meta.Length).Bytes(meta);
        return file.Bytes(syntax.IsDeflated ? Deflate(ToDataSet()) : ToDataSet()).ToDataSet();
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest))
            deflate.Write(bytes);
        return target.ToArray();
    }

    /// <summary>A small film, the same in every encoding.</summary>
    public static RawDicom SmallFilm(bool explicitVR, bool bigEndian = false) => new RawDicom(explicitVR, bigEndian)
        .Text(DicomTags.SOPClassUID, "UI", SopClasses.ComputedRadiography)
        .Text(DicomTags.SOPInstanceUID, "UI", "2.25.7")
        .Text(DicomTags.Modality, "CS", "CR")
        .Text(DicomTags.PatientName, "PN", "Doe^Jane")
        .Words(DicomTags.SamplesPerPixel, "US", 1)
        .Text(DicomTags.PhotometricInterpretation, "CS", "MONOCHROME2")
        .Words(DicomTags.Rows, "US", 2)
        .Words(DicomTags.Columns, "US", 3)
        .Words(DicomTags.BitsAllocated, "US", 16)
        .Words(DicomTags.BitsStored, "US", 12)
        .Words(DicomTags.HighBit, "US", 11)
        .Words(DicomTags.PixelRepresentation, "US", 0)
        .Words(DicomTags.PixelData, "OW", 1, 2, 3, 1000, 2000, 4095);
}
