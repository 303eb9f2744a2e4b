using System.Buffers.Binary;
using System.Text;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>
/// Writes a native film in the encodings that the product reads and never writes: implicit VR, big endian, deflated. Defined lengths, so that the
/// fuzzer sees these too. PS3.5 sections 7.1.3, 7.3, 7.5, A.5.
/// </summary>
internal sealed class SeedTranscriber
{
    private readonly DicomTransferSyntax _syntax;

    private SeedTranscriber(DicomTransferSyntax syntax) => _syntax = syntax;

    public static byte[] Write(DicomFile file, DicomTransferSyntax syntax)
    {
        byte[] uid = [.. Encoding.ASCII.GetBytes(syntax.Uid), .. (syntax.Uid.Length & 1) == 1 ? new byte[1] : []];
        byte[] meta = [2, 0, 0x10, 0, (byte)'U', (byte)'I', (byte)uid.Length, 0, .. uid];
        var body = new SeedTranscriber(syntax).DataSet(file.Dataset);
        return
        [
            .. new byte[128], .. "DICM"u8, 2, 0, 0, 0, (byte)'U', (byte)'L', 4, 0, (byte)meta.Length, 0, 0, 0, .. meta, .. syntax.IsDeflated ? FuzzSeed.Deflate(body) : body,
        ];
    }

    private byte[] DataSet(DicomDataset dataset) => [.. dataset.SelectMany(Item)];

    private byte[] Item(DicomItem item) => item switch
    {
        DicomSequence sequence => Element(item.Tag, DicomVR.SQ, [.. sequence.Items.SelectMany(nested => Element(new(0xFFFE, 0xE000), null, DataSet(nested)))]),
        DicomElement element => Element(item.Tag, item.VR, Ordered(element)),
        _ => throw new ArgumentException("Compressed pixels are not transcribed.", nameof(item)),
    };

    private byte[] Element(DicomTag tag, DicomVR? vr, byte[] value)
    {
        byte[] padded = [.. value, .. (value.Length & 1) == 1 ? new byte[] { (byte)(vr?.IsText() == true && vr != DicomVR.UI ? ' ' : 0) } : []];
        byte[] start = [.. Number(tag.Group, 2), .. Number(tag.Element, 2)];
        if (!_syntax.IsExplicitVR || vr is null)
            return [.. start, .. Number((uint)padded.Length, 4), .. padded];
        var letters = Encoding.ASCII.GetBytes($"{vr}");
        return vr.Value.HasLongLength() ? [.. start, .. letters, 0, 0, .. Number((uint)padded.Length, 4), .. padded] : [.. start, .. letters, .. Number((uint)padded.Length, 2), .. padded];
    }

    private byte[] Ordered(DicomElement element)
    {
        var bytes = element.Bytes.ToArray();
        var unit = element.VR is DicomVR.US or DicomVR.SS or DicomVR.OW ? 2 : 1;
        for (var i = 0; _syntax.IsBigEndian && i + unit <= bytes.Length; i += unit)
            bytes.AsSpan(i, unit).Reverse();
        return bytes;
    }

    private byte[] Number(uint number, int size)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (_syntax.IsBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number << (8 * (4 - size)));
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes[..size].ToArray();
    }
}
