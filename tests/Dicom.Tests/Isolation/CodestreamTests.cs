using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests.Isolation;

/// <summary>What a codestream says of itself against what the tags say; and codestreams that end too early.</summary>
public sealed class CodestreamTests
{
    private static readonly DicomTransferSyntax Ls = DicomTransferSyntax.JpegLsLossless;
    private static readonly DicomTransferSyntax J2k = DicomTransferSyntax.Jpeg2000Lossless;
    private static readonly DicomTransferSyntax Ht = DicomTransferSyntax.HighThroughputJpeg2000;

    public static TheoryData<string> Names => ["JPEG-LS", "JPEG 2000", "HTJ2K"];

    [Theory, MemberData(nameof(Names))]
    public async Task GivenATinyPicture_WhenDecoded_ThenItIsThePicture(string name)
    {
        var frame = await NativeCodecs.DecodeAsync(Film(name));

        Assert.InRange(Enumerable.Range(0, 64).Max(i => Math.Abs(frame[i] - NativeCodecs.Pixels[i])), 0, name == "HTJ2K" ? 60 : 0);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task GivenACodestreamCutAnywhere_WhenDecoded_ThenItIsRefused(string name)
    {
        var (codestream, syntax) = Of(name);
        for (var length = 0; length < codestream.Length; length++)
        {
            var file = TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), syntax, codestream[..length]);

            var error = await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(file));
            Assert.Equal(RefusalCodes.Corrupt, error.Code);
        }
    }

    [Fact]
    public async Task GivenAScanThatIsCutAndEndedAllTheSame_WhenDecoded_ThenItIsRefused()
    {
        byte[] cut = [.. NativeCodecs.JpegLs[..50], 0xFF, 0xD9];

        await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), Ls, cut)));
    }

    [Theory]
    [InlineData(8, 9, 16, 12, 1, "pixels")]
    [InlineData(9, 8, 16, 12, 1, "pixels")]
    [InlineData(8, 8, 16, 13, 1, "bits a value")]
    [InlineData(8, 8, 8, 8, 1, "bits a value")]
    [InlineData(8, 8, 16, 12, 3, "components")]
    public async Task GivenTagsOfAnotherPicture_WhenDecoded_ThenItIsRefusedByWhatDiffers(int rows, int columns, int allocated, int stored, int samples, string differs)
    {
        foreach (var name in (string[])["JPEG-LS", "JPEG 2000", "HTJ2K"])
        {
            var (codestream, syntax) = Of(name);
            var file = TestFilm.Compressed(TestFilm.DataSet(rows, columns, allocated, stored, samples), syntax, codestream);

            var error = await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(file));
            Assert.Contains(differs, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GivenAHighThroughputCodestreamUnderAnotherName_WhenDecoded_ThenItIsRefused()
    {
        foreach (var (syntax, codestream) in new[] { (DicomTransferSyntax.Jpeg2000, NativeCodecs.HighThroughput), (Ht, NativeCodecs.Jpeg2000) })
            await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), syntax, codestream)));
    }

    [Fact]
    public async Task GivenALossyCodestreamThatSaysLossless_WhenDecoded_ThenItIsRefused()
    {
        var near = (byte[])NativeCodecs.JpegLs.Clone();
        near[22] = 1;
        Assert.Equal([0xFF, 0xDA, 0x00, 0x08], near[15..19]);

        await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), Ls, near)));
        await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(
            TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), DicomTransferSyntax.HighThroughputJpeg2000Lossless, NativeCodecs.HighThroughput)));
    }

    [Fact]
    public async Task GivenAJp2FileWithin_WhenDecoded_ThenItsBoxesAreTakenOff()
    {
        byte[] boxed = [0, 0, 0, 12, .. "jP  \r\n\u0087\n"u8[..4], 0x0D, 0x0A, 0x87, 0x0A, 0, 0, 0, 0, .. "jp2c"u8, .. NativeCodecs.Jpeg2000];

        var frame = await NativeCodecs.DecodeAsync(TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), J2k, boxed));

        Assert.Equal(NativeCodecs.Pixels, frame.Words);
    }

    [Fact]
    public async Task GivenACodestreamWithASignAndTagsWithout_WhenItHoldsNegativeValues_ThenItIsRefused()
    {
        // The same bits with the sign bit of Ssiz set: values are no longer shifted up by half the range.
        var signed = (byte[])NativeCodecs.Jpeg2000.Clone();
        signed[42] |= 0x80;
        var asSigned = await NativeCodecs.DecodeAsync(TestFilm.Compressed(
            TestFilm.DataSet(8, 8, 16, 12).AddOrUpdate(DicomTags.PixelRepresentation, 1), J2k, signed));
        Assert.Equal(NativeCodecs.Pixels.Select(p => (long)p - 2048), Enumerable.Range(0, 64).Select(i => asSigned[i]));

        var error = await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), J2k, signed)));
        Assert.Equal(DicomTags.PixelRepresentation, error.Tag);
    }

    private static DicomFile Film(string name)
    {
        var (codestream, syntax) = Of(name);
        return TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12), syntax, codestream);
    }

    private static (byte[] Codestream, DicomTransferSyntax Syntax) Of(string name) => name switch
    {
        "JPEG-LS" => (NativeCodecs.JpegLs, Ls),
        "JPEG 2000" => (NativeCodecs.Jpeg2000, J2k),
        _ => (NativeCodecs.HighThroughput, Ht),
    };
}
