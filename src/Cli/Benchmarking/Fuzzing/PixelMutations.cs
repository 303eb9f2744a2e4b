using System.IO.Compression;
using System.Text;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Headers that say something else of their pixels than the pixels are; and transfer syntaxes that say something else of the file.</summary>
internal static class PixelMutations
{
    private static readonly DicomTag[] Description =
    [
        DicomTags.Rows, DicomTags.Columns, DicomTags.BitsAllocated, DicomTags.BitsStored, DicomTags.HighBit, DicomTags.SamplesPerPixel,
        DicomTags.PixelRepresentation, DicomTags.PlanarConfiguration,
    ];

    private static readonly ushort[] Numbers = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 64, 255, 256, 1000, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF];

    private static readonly string[] Interpretations =
        ["MONOCHROME1", "MONOCHROME2", "RGB", "PALETTE COLOR", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT", "YBR_PARTIAL_420", "ARGB", "", "MONOCHROME2\\RGB"];

    private static readonly string[] Frames = ["0", "1", "2", "3", "-1", "16", "1000", "100000", "2147483647", "2147483648", "1.5", ""];

    private static readonly string[] Syntaxes =
    [
        "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51",
        "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91",
        "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.4.100", "1.2.3", "",
    ];

    // Attributes of display with values that divide by zero, overflow or do not fit their table.
    private static readonly (DicomTag Tag, DicomVR VR, byte[] Value)[] Display =
    [
        .. from text in new[] { "0", "-1", "1e308", "-1e308", "NaN", "0.5", "1e-320", "65536", "" }
           from tag in new[] { DicomTags.RescaleSlope, DicomTags.RescaleIntercept, DicomTags.WindowWidth, DicomTags.WindowCenter, DicomTags.PixelSpacing, DicomTags.ImagerPixelSpacing }
           select (tag, DicomVR.DS, Encoding.ASCII.GetBytes(tag == DicomTags.PixelSpacing || tag == DicomTags.ImagerPixelSpacing ? $"{text}\\{text}" : text)),
        .. from number in new[] { 0, 1, 0x7FFF, 0x8000, 0xFFFF }
           from tag in new[] { DicomTags.PixelPaddingValue, DicomTags.PixelPaddingRangeLimit }
           select (tag, DicomVR.US, BitConverter.GetBytes((ushort)number)),
        .. from shape in new[] { "SIGMOID", "LINEAR_EXACT", "LINEAR", "NOTHING" } select (DicomTags.VOILUTFunction, DicomVR.CS, Encoding.ASCII.GetBytes(shape)),
        .. from shape in new[] { "INVERSE", "IDENTITY", "LIN OD" } select (DicomTags.PresentationLUTShape, DicomVR.CS, Encoding.ASCII.GetBytes(shape)),
        .. from words in new ushort[][] { [0, 0, 16], [1, 0, 8], [256, 0xFFFF, 16], [0xFFFF, 0x8000, 33], [16, 0, 0], [3] }
           from element in new ushort[] { 0x1101, 0x1102, 0x1103 }
           select (new DicomTag(0x28, element), DicomVR.US, Words(words)),
        .. from bytes in new byte[][] { [], [1], new byte[512] }
           from element in new ushort[] { 0x1201, 0x1202, 0x1203, 0x1221 }
           select (new DicomTag(0x28, element), DicomVR.OW, bytes),
        .. from rows in new ushort[] { 0, 1, 8, 0xFFFF }
           from element in new ushort[] { 0x10, 0x11, 0x50, 0x100, 0x102 }
           select (new DicomTag(0x6000, element), DicomVR.US, Words(element == 0x50 ? [rows, rows] : [rows])),
        (new(0x6000, 0x3000), DicomVR.OW, new byte[8]), (new(0x6000, 0x3000), DicomVR.OW, []), (new(0x6000, 0x15), DicomVR.IS, "2147483647"u8.ToArray()),
    ];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("pixel description", (draft, random) =>
        {
            for (var left = random.NextLength(3); left > 0; left--)
                draft.Set(random.Pick(Description), DicomVR.US, draft.UInt16(random.Pick(Numbers)));
            return true;
        }),
        new("rows and columns exchanged", (draft, _) =>
        {
            if (draft.Find(DicomTags.Rows) is not { ValueLength: 2 } rows || draft.Find(DicomTags.Columns) is not { ValueLength: 2 } columns)
                return false;
            var (first, second) = (draft.Value(rows).ToArray(), draft.Value(columns).ToArray());
            draft.Overwrite(rows.ValueAt, second);
            draft.Overwrite(columns.ValueAt, first);
            return true;
        }),
        new("bits", (draft, random) =>
        {
            // Consistent in itself, so that it comes as far as the pixels.
            var allocated = random.Pick<ushort>([1, 8, 16, 32]);
            var stored = (ushort)(1 + random.Next(allocated));
            draft.Set(DicomTags.BitsAllocated, DicomVR.US, draft.UInt16(allocated));
            draft.Set(DicomTags.BitsStored, DicomVR.US, draft.UInt16(stored));
            draft.Set(DicomTags.HighBit, DicomVR.US, draft.UInt16((ushort)(stored - 1 + random.Next(allocated - stored + 1))));
            draft.Set(DicomTags.PixelRepresentation, DicomVR.US, draft.UInt16((ushort)random.Next(2)));
            return true;
        }),
        new("colours", (draft, random) =>
        {
            draft.Set(DicomTags.SamplesPerPixel, DicomVR.US, draft.UInt16((ushort)random.Pick([1, 1, 2, 3, 3, 4, 0])));
            draft.Set(DicomTags.PhotometricInterpretation, DicomVR.CS, Encoding.ASCII.GetBytes(random.Pick(Interpretations)));
            draft.Set(DicomTags.PlanarConfiguration, DicomVR.US, draft.UInt16((ushort)random.Next(2)));
            return true;
        }),
        new("number of frames", (draft, random) =>
        {
            draft.Set(DicomTags.NumberOfFrames, DicomVR.IS, Encoding.ASCII.GetBytes(random.Pick(Frames)));
            return true;
        }),
        new("display attribute", (draft, random) =>
        {
            for (var left = random.NextLength(3); left > 0; left--)
            {
                var (tag, vr, value) = random.Pick(Display);
                draft.Set(tag, vr, value);
            }
            return true;
        }),
        new("look-up table", (draft, random) =>
        {
            // PS3.3 C.11.1.1, C.11.2.1.1: descriptor and data within an item.
            var entries = random.Pick<ushort>([0, 1, 4, 256, 0xFFFF]);
            var data = new byte[random.Pick([0, 1, 7, 8, 512, entries, entries * 2])];
            byte[] item =
            [
                .. draft.Header(DicomTags.LUTDescriptor, DicomVR.US, 6), .. draft.UInt16(entries), .. draft.UInt16((ushort)random.Pick([0, 1, 0x8000, 0xFFFF])),
                .. draft.UInt16((ushort)random.Pick([0, 8, 10, 16, 17, 0xFFFF])), .. draft.Header(DicomTags.LUTData, DicomVR.OW, (uint)data.Length), .. data,
            ];
            draft.Set(random.OneIn(2) ? DicomTags.ModalityLUTSequence : DicomTags.VOILUTSequence, DicomVR.SQ, [.. draft.Header(new(0xFFFE, 0xE000), DicomVR.UN, (uint)item.Length), .. item]);
            return true;
        }),
        new("transfer syntax", (draft, random) =>
        {
            var (uid, at) = (random.Pick(Syntaxes), draft.Head.AsSpan().IndexOf("\u0002\0\u0010\0UI"u8));
            if (at < 0 || at + 8 > draft.Head.Length)
                return false;
            var length = BitConverter.ToUInt16(draft.Head, at + 6);
            byte[] value = [.. Encoding.ASCII.GetBytes(uid), .. (uid.Length & 1) == 1 ? new byte[1] : []];
            draft.Head = [.. draft.Head.AsSpan(0, at + 6), .. BitConverter.GetBytes((ushort)value.Length), .. value, .. draft.Head.AsSpan(Math.Min(at + 8 + length, draft.Head.Length))];
            return true;
        }),
        new("no file meta", (draft, random) =>
        {
            draft.Head = random.Next(3) switch { 0 => [], 1 => [.. "DICM"u8, .. draft.Head.AsSpan(Math.Min(132, draft.Head.Length))], _ => draft.Head[Math.Min(132, draft.Head.Length)..] };
            return true;
        }),
        new("deflate bomb", (draft, random) =>
        {
            if (!draft.Seed.Syntax.IsDeflated || !random.OneIn(8))
                return false;
            var mebibytes = random.Pick([1, 8, 60, 70, 300]);
            draft.DeflatedBody = Bomb([.. draft.Body, .. draft.Header(new(0xFFFC, 0xFFFC), DicomVR.OB, (uint)mebibytes << 20)], mebibytes);
            return true;
        }),
        new("deflated bytes", (draft, random) =>
        {
            if (!draft.Seed.Syntax.IsDeflated)
                return false;
            var deflated = FuzzSeed.Deflate(draft.Body);
            for (var left = random.NextLength(8); left > 0; left--)
                deflated[random.Next(deflated.Length)] ^= (byte)(1 << random.Next(8));
            draft.DeflatedBody = random.OneIn(4) ? deflated[..random.Next(deflated.Length)] : deflated;
            return true;
        }),
    ];

    // A flushed deflate stream ends on a byte (RFC 1951, 3.2.4): the same mebibyte of zeros may follow it any number of times.
    private static byte[] Bomb(byte[] start, int mebibytes)
    {
        static byte[] Flushed(byte[] bytes)
        {
            using var target = new MemoryStream();
            using var deflate = new DeflateStream(target, CompressionLevel.Fastest);
            deflate.Write(bytes);
            deflate.Flush();
            return target.ToArray();
        }

        var zeros = Flushed(new byte[1 << 20]);
        return [.. Flushed(start), .. Enumerable.Repeat(zeros, mebibytes).SelectMany(z => z), 3, 0];
    }

    private static byte[] Words(params ushort[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
