using System.Buffers.Binary;
using OxiPortal.Codecs;
using OxiPortal.Dicom.Tests.Isolation;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// JPEG 2000 whose last tile lacks its end, with all lengths put right: between two packets the library does not notice. Within this process, for
/// a codec process ends over each that is refused.
/// </summary>
public sealed class Dcm028_PacketsThatAreMissing
{
    public Dcm028_PacketsThatAreMissing() => Assert.SkipUnless(OpenJpeg.IsAvailable, "OpenJPEG is not installed: ./oxi test installs it on Debian");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenATinyPicture_WhenItsTileIsCutAnywhere_ThenItIsRefused(bool highThroughput) =>
        AssertCutsAreRefused(highThroughput ? NativeCodecs.HighThroughput : NativeCodecs.Jpeg2000, new PictureShape(8, 8, 1, 12, false));

    [Theory]
    [InlineData("-r", "20,10,5", "-p", "LRCP")]
    [InlineData("-r", "10,1", "-p", "RPCL")]
    [InlineData("-t", "24,40", "-n", "3", "-p", "PCRL")]
    [InlineData("-n", "3", "-I", "-b", "16,16", "-SOP")]
    public async Task GivenAPictureOfManyPackets_WhenItsLastTileIsCutAnywhere_ThenItIsRefused(params string[] options)
    {
        using var tools = new DicomTools();
        var (plain, compressed) = (tools.NewPath(".pgm"), tools.NewPath(".j2k"));
        var random = new Random(1);
        var pixels = Enumerable.Range(0, 48 * 64).Select(i => (byte)(i % 48 * 3 + i / 48 + random.Next(12))).ToArray();
        await File.WriteAllBytesAsync(plain, [.. "P5\n48 64\n255\n"u8, .. pixels], TestContext.Current.CancellationToken);
        await tools.RunAsync("opj_compress", ["-i", plain, "-o", compressed, .. options]);

        var unnoticed = AssertCutsAreRefused(
            await File.ReadAllBytesAsync(compressed, TestContext.Current.CancellationToken), new PictureShape(64, 48, 1, 8, false));

        Assert.NotEqual(0, unnoticed);
    }

    // How many the library alone decodes.
    private static int AssertCutsAreRefused(byte[] codestream, PictureShape shape)
    {
        var samples = new ushort[shape.Samples];
        OpenJpeg.Decode(codestream, shape, samples);
        OpenJpeg.CheckPackets(codestream, shape);
        var start = codestream.AsSpan().LastIndexOf((byte[])[0xFF, 0x90, 0x00, 0x0A]);
        var data = start + codestream.AsSpan(start).IndexOf((byte[])[0xFF, 0x93]) + 2;
        var unnoticed = 0;
        for (var end = data; end < codestream.Length - 2; end++)
        {
            byte[] cut = [.. codestream[..end], 0xFF, 0xD9];
            BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(start + 6), end - start);
            try
            {
                OpenJpeg.Decode(cut, shape, samples);
            }
            catch (CodecException)
            {
                continue;
            }
            unnoticed++;
            Assert.Throws<CodecException>(() => OpenJpeg.CheckPackets(cut, shape));
        }
        return unnoticed;
    }
}
