using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests.Isolation;

/// <summary>Real files in JPEG-LS, JPEG 2000 and HTJ2K, by real codec processes.</summary>
public sealed class NativeSyntaxTests
{
    [Theory]
    [InlineData("j2k", 0)]
    [InlineData("jls", 0)]
    [InlineData("ht", 0)]
    [InlineData("jlsn", 2)] // NEAR is 2.
    public async Task GivenOnePictureInASyntax_WhenDecoded_ThenItIsTheReference(string name, int near)
    {
        var frame = await NativeCodecs.DecodeAsync(await DicomFile.OpenAsync(SharedData.Path("dicom-syntaxes", name + ".dcm")));
        var expected = await File.ReadAllBytesAsync(SharedData.Path("dicom-syntaxes", "ref.raw"));

        Assert.InRange(Enumerable.Range(0, frame.Count).Max(i => Math.Abs(frame[i] - BitConverter.ToUInt16(expected, i * 2))), 0, near);
    }

    [Theory]
    [InlineData("dicom-syntaxes/j2ky.dcm", 1)]
    [InlineData("dicom-syntaxes/jlsn.dcm", 0)]
    [InlineData("cxr/dicom_codecs/693_J2KR.dcm", 0)]
    [InlineData("cxr/dicom_codecs/MR2_J2KI.dcm", 1)]
    [InlineData("cxr/dicom_codecs/RG3_J2KI.dcm", 1)]
    [InlineData("cxr/dicom_codecs/JLSL_RGB_ILV2.dcm", 0)]
    [InlineData("cxr/dicom_codecs/SC_rgb_jls_lossy_line.dcm", 0)]
    [InlineData("cxr/dicom_codecs/SC_rgb_jls_lossy_sample.dcm", 0)]
    [InlineData("cxr/dicom_codecs/emri_small_jpeg_ls_lossless.dcm", 0)]
    [InlineData("cxr/dicom/RG1_J2KI_chest_cannonball.dcm", 1)]
    public async Task GivenARealFile_WhenDecoded_ThenItIsWhatGdcmDecodes(string path, int near)
    {
        var source = SharedData.Path(path.Split('/'));
        var folder = Directory.CreateTempSubdirectory("oxi-native-");
        try
        {
            var raw = Path.Combine(folder.FullName, "raw.dcm");
            await NativeCodecs.RunAsync("gdcmconv", "--raw", source, raw);
            var expected = await NativeCodecs.DecodeAsync(await DicomFile.OpenAsync(raw));
            var frame = await NativeCodecs.DecodeAsync(await DicomFile.OpenAsync(source));

            Assert.Equal(expected.Count, frame.Count);
            Assert.InRange(Enumerable.Range(0, frame.Count).Max(i => Math.Abs(frame[i] - expected[i])), 0, near);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("hty", 1)]
    [InlineData("HTJ2KLossless_08_RGB", 0)]
    [InlineData("HTJ2K_08_RGB", 1)]
    public async Task GivenAHighThroughputFile_WhenDecoded_ThenItIsWhatOpenJphDecodes(string name, int near)
    {
        var file = await DicomFile.OpenAsync(name == "hty" ? SharedData.Path("dicom-syntaxes", "hty.dcm") : SharedData.Path("cxr", "dicom_codecs", name + ".dcm"));
        var folder = Directory.CreateTempSubdirectory("oxi-native-");
        try
        {
            var (codestream, picture) = (Path.Combine(folder.FullName, "a.j2c"), Path.Combine(folder.FullName, name == "hty" ? "a.pgm" : "a.ppm"));
            await File.WriteAllBytesAsync(codestream, PixelDecoder.GetFrameBytes(file).ToArray(), TestContext.Current.CancellationToken);
            await NativeCodecs.RunAsync("ojph_expand", "-i", codestream, "-o", picture);
            var frame = await NativeCodecs.DecodeAsync(file);
            var expected = await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken);
            var bytes = name == "hty" ? 2 : 1;
            var first = expected.Length - frame.Count * bytes;

            Assert.InRange(Enumerable.Range(0, frame.Count).Max(i =>
                Math.Abs(frame[i] - (bytes == 1 ? expected[first + i] : expected[first + 2 * i] << 8 | expected[first + 2 * i + 1]))), 0, near);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task GivenTagsWithASignAndACodestreamWithout_WhenDecoded_ThenItsBitsAreATwosComplement()
    {
        var frame = await NativeCodecs.DecodeAsync(await DicomFile.OpenAsync(SharedData.Path("cxr", "dicom_codecs", "J2K_pixelrep_mismatch.dcm")));

        // Outside the patient's circle: -2000, which is 6192 in 13 bits without a sign. (pydicom's own test of the file says the same.)
        Assert.Equal(-2000, frame[0]);
        Assert.All(Enumerable.Range(0, frame.Count), i => Assert.InRange(frame[i], -4096, 4095));
    }

    [Fact]
    public async Task GivenNoLibraryIsHandedIn_WhenDecoded_ThenItIsRefused()
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("dicom-syntaxes", "j2k.dcm"));

        var error = await Assert.ThrowsAsync<DicomException>(async () => await PixelDecoder.Managed.DecodeFrameAsync(file));

        Assert.Equal(RefusalCodes.UnsupportedTransferSyntax, error.Code);
    }
}
