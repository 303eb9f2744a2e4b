using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>How much a file may ask for: a row a limit. Each refusal has its kind, and names attribute and place where there is one.</summary>
public class LimitTests
{
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string Deflated = "1.2.840.10008.1.2.1.99";

    private static readonly DicomReadLimits Small = new()
    {
        MaxFileBytes = 4 << 20, MaxDepth = 4, MaxElements = 100, MaxInflatedBytes = 2 << 20, UnquestionedInflatedBytes = 1 << 10, MaxInflationRatio = 50,
    };

    // Where the data set begins in a file of RawDicom: preamble, DICM, group length, transfer syntax.
    private static int Begin(string syntax) => 132 + 12 + 8 + syntax.Length + syntax.Length % 2;

    public static TheoryData<string, byte[], string, DicomTag?, long?> Violations => new()
    {
        { "bytes of the file", new byte[(4 << 20) + 1], RefusalCodes.TooLarge, null, null },
        { "sequences within sequences", File(Nested(5)), RefusalCodes.TooLarge, DicomTags.ReferencedImageSequence, Begin(Explicit) + 4 * 20 + 12 },
        { "attributes", File(Attributes(101)), RefusalCodes.TooLarge, new DicomTag(0x0019, 0x1064), Begin(Explicit) + 100 * 8 },
        { "items", File(Items(101)), RefusalCodes.TooLarge, DicomTags.ReferencedImageSequence, Begin(Explicit) + 12 + 99 * 8 },
        { "fragments", File(Fragments(101)), RefusalCodes.TooLarge, DicomTags.PixelData, Begin(Explicit) + 12 + 99 * 8 },
        { "a value beyond the end", File(new RawDicom().Header(0x0010, 0x0010, "PN", 12).Bytes("Doe^Jane  "u8)), RefusalCodes.Corrupt, DicomTags.PatientName, Begin(Explicit) },
        { "a value of 4 GB", File(new RawDicom().Header(0x0009, 0x0010, "OB", 0xFFFFFFFE)), RefusalCodes.Corrupt, new DicomTag(9, 0x10), Begin(Explicit) },
        { "a sequence beyond the end", File(new RawDicom().Header(0x0008, 0x1140, "SQ", 100).Item(0)), RefusalCodes.Corrupt, DicomTags.ReferencedImageSequence, Begin(Explicit) },
        { "an item beyond its sequence", File(new RawDicom().Header(0x0008, 0x1140, "SQ", 8).Item(8).Bytes(new byte[8])), RefusalCodes.Corrupt, DicomTags.ReferencedImageSequence, Begin(Explicit) + 12 },
        { "a value beyond its item", File(new RawDicom().Header(0x0008, 0x1140, "SQ", 16).Item(8).Header(0x0008, 0x1150, "UI", 8).Bytes(new byte[8])), RefusalCodes.Corrupt, DicomTags.ReferencedSOPClassUID, Begin(Explicit) + 20 },
        { "a fragment beyond the end", File(new RawDicom().Header(0x7FE0, 0x0010, "OB", RawDicom.Undefined).Item(0).Item(100)), RefusalCodes.Corrupt, DicomTags.PixelData, Begin(Explicit) + 20 },
        { "fragments without end", File(new RawDicom().Header(0x7FE0, 0x0010, "OB", RawDicom.Undefined).Item(0)), RefusalCodes.Corrupt, DicomTags.PixelData, Begin(Explicit) + 20 },
        { "a sequence without end", File(new RawDicom().Header(0x0008, 0x1140, "SQ", RawDicom.Undefined)), RefusalCodes.Corrupt, DicomTags.ReferencedImageSequence, Begin(Explicit) + 12 },
        { "no representation", File(new RawDicom().Header(0x0010, 0x0010, "??", 0)), RefusalCodes.Corrupt, DicomTags.PatientName, Begin(Explicit) },
        { "a number of no end", File(new RawDicom().Header(0x0008, 0x0018, "UC", RawDicom.Undefined)), RefusalCodes.Corrupt, DicomTags.SOPInstanceUID, Begin(Explicit) },
        { "a delimiter by itself", File(new RawDicom().EndItem()), RefusalCodes.Corrupt, new DicomTag(0xFFFE, 0xE00D), Begin(Explicit) },
        { "an attribute twice, differing", File(new RawDicom().Text(DicomTags.PatientID, "LO", "AB").Text(DicomTags.PatientID, "LO", "AC")), RefusalCodes.Corrupt, DicomTags.PatientID, Begin(Explicit) + 10 },
        { "bytes once inflated", Inflating(3 << 20, 1), RefusalCodes.ArchiveBomb, null, Begin(Deflated) },
        { "how far it swells", Inflating(1 << 20, 0), RefusalCodes.ArchiveBomb, null, Begin(Deflated) },
    };

    [Theory, MemberData(nameof(Violations))]
    public async Task GivenAFileOverALimit_WhenRead_ThenItIsRefusedByKindAttributeAndPlace(string limit, byte[] bytes, string code, DicomTag? tag, long? offset)
    {
        Assert.NotEmpty(limit);
        using var path = TemporaryFile.Of(bytes);
        Func<Task<DicomFile>>[] readers =
            [() => Task.FromResult(DicomFile.Read(bytes, Small)), () => DicomFile.ReadAsync(new MemoryStream(bytes), Small), () => DicomFile.OpenAsync(path.Path, Small)];
        foreach (var reader in readers)
        {
            var error = await Assert.ThrowsAsync<DicomException>(reader);
            Assert.Equal((code, tag, offset), (error.Code, error.Tag, error.Offset));
        }
    }

    private static byte[] File(RawDicom raw) => raw.ToFile(DicomTransferSyntax.ExplicitVRLittleEndian);

    private static RawDicom Nested(int depth)
    {
        var raw = new RawDicom();
        for (var i = 0; i < depth; i++)
            raw.Header(0x0008, 0x1140, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined);
        return raw;
    }

    private static RawDicom Attributes(int count)
    {
        var raw = new RawDicom();
        for (var i = 0; i < count; i++)
            raw.Header(0x0019, (ushort)(0x1000 + i), "US", 0);
        return raw;
    }

    private static RawDicom Items(int count)
    {
        var raw = new RawDicom().Header(0x0008, 0x1140, "SQ", RawDicom.Undefined);
        for (var i = 0; i < count; i++)
            raw.Item(0);
        return raw.EndSequence();
    }

    private static RawDicom Fragments(int count)
    {
        var raw = new RawDicom().Header(0x7FE0, 0x0010, "OB", RawDicom.Undefined);
        for (var i = 0; i < count; i++)
            raw.Item(0);
        return raw.EndSequence();
    }

    /// <param name="bytes">Of an attribute.</param>
    /// <param name="noise">1: so noisy that it hardly shrinks; 0: nothing but zeros.</param>
    private static byte[] Inflating(int bytes, int noise)
    {
        var value = new byte[bytes];
        if (noise > 0)
            new Random(1).NextBytes(value);
        return new RawDicom().Header(0x0009, 0x1010, "OB", (uint)bytes).Bytes(value).ToFile(DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
    }
}
