using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Isolation;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>More frames in the pixel data than Number of Frames says, which may be absent: the first was shown, the others were dropped without a word.</summary>
public class Dcm026_FramesNobodyCounted
{
    private static readonly ushort[] Pixels = TestFilm.Pixels(24, 20, 12);

    public static TheoryData<string> Compressed => ["rle", "deflated", "lossless", "baseline", "JPEG-LS", "JPEG 2000"];

    [Theory, MemberData(nameof(Compressed))]
    public async Task GivenTwoCodestreamsAndOneFrame_WhenItIsDecoded_ThenTheFilmIsRefused(string name)
    {
        var (dataset, syntax, stream) = Of(name);
        // Also in one fragment, and with padding between the two.
        foreach (var fragments in (byte[][][])[[stream, stream], [[.. stream, .. stream]], [[.. stream, 0], stream]])
        {
            if (name == "deflated" && fragments.Length == 1)
                continue; // Nothing marks where a deflated stream begins.
            var error = await Assert.ThrowsAsync<DicomException>(() => NativeOrManagedAsync(TestFilm.Compressed(dataset, syntax, fragments)));
            Assert.Equal((RefusalCodes.Corrupt, DicomTags.PixelData), (error.Code, error.Tag));
        }
    }

    [Theory, MemberData(nameof(Compressed))]
    public async Task GivenPaddingOrWordsBehindACodestream_WhenItIsDecoded_ThenItIsThePicture(string name)
    {
        var (dataset, syntax, stream) = Of(name);
        var alone = await NativeOrManagedAsync(TestFilm.Compressed(dataset, syntax, stream));
        foreach (var rest in (byte[][])[[0], [0, 0, 0, 0], [0xFF], [0xFF, 0xFF], [.. "made by no one"u8]])
            Assert.Equal(alone.Words, (await NativeOrManagedAsync(TestFilm.Compressed(dataset, syntax, [.. stream, .. rest]))).Words);
    }

    [Theory]
    [InlineData(24 * 20, 1, true)]
    [InlineData(24 * 20 - 1, 1, false)] // Less than a frame is none: some writers leave words of their own.
    [InlineData(5, 0xFFFF, false)]
    [InlineData(24 * 20, 0, false)] // Padding.
    [InlineData(24 * 20 * 2, 0xFFFF, false)]
    public void GivenNativePixelsOfMoreThanTheFrames_WhenOneIsDecoded_ThenAnotherFrameIsRefusedAndPaddingIsNot(int wordsMore, ushort value, bool refused)
    {
        var file = TestFilm.Native(TestFilm.DataSet(24, 20, 16, 12), [.. Pixels, .. Enumerable.Repeat(value, wordsMore)]);
        using var path = TemporaryFile.Of(file.ToBytes().Span);
        if (refused)
            Assert.Equal(DicomTags.PixelData, Assert.Throws<DicomException>(() => Decoded.Frame(file)).Tag);
        else
            Assert.Equal(Pixels, Decoded.Frame(file).Words);
    }

    [Fact]
    public void GivenMoreFramesThanAreCounted_WhenAnyIsDecoded_ThenItIsRefused()
    {
        var file = TestFilm.Native(TestFilm.DataSet(24, 20, 16, 12).AddOrUpdate(DicomTags.NumberOfFrames, 2), [.. Pixels, .. Pixels, .. Pixels]);
        Assert.All([0, 1], frame => Assert.Throws<DicomException>(() => Decoded.Frame(file, frame)));
    }

    private static async Task<PixelFrame> NativeOrManagedAsync(DicomFile file) => file.TransferSyntax == DicomTransferSyntax.JpegLsLossless || file.TransferSyntax == DicomTransferSyntax.Jpeg2000Lossless
        ? await NativeCodecs.DecodeAsync(file)
        : Decoded.Frame(file);

    private static (DicomDataset DataSet, DicomTransferSyntax Syntax, byte[] Stream) Of(string name)
    {
        switch (name)
        {
            case "JPEG-LS":
                return (TestFilm.DataSet(8, 8, 16, 12), DicomTransferSyntax.JpegLsLossless, NativeCodecs.JpegLs);
            case "JPEG 2000":
                return (TestFilm.DataSet(8, 8, 16, 12), DicomTransferSyntax.Jpeg2000Lossless, NativeCodecs.Jpeg2000);
            case "deflated":
                return (TestFilm.DataSet(24, 20, 16, 12), DicomTransferSyntax.DeflatedImageFrame, Deflated());
            default:
                var film = TestFilm.InEverySyntax().Single(f => f.Name == name).File;
                return (film.Dataset, film.TransferSyntax, ((DicomFragmentSequence)film.Dataset.Find(DicomTags.PixelData)!).Fragments[0].ToArray());
        }
    }

    private static byte[] Deflated()
    {
        using var bytes = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(bytes, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Pixels.AsSpan()));
        return bytes.ToArray();
    }
}
