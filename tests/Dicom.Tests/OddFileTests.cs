using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Public files with an oddity each: decoded whole, or refused for what they are.</summary>
public class OddFileTests
{
    [Theory]
    [InlineData("17196", 256)]
    [InlineData("6924", 256)]
    [InlineData("bad_sequence.dcm", 262144)]
    [InlineData("emri_small_big_endian.dcm", 4096)]
    [InlineData("image_dfl.dcm", 262144)]
    [InlineData("JPGExtended.dcm", 262144)]
    [InlineData("OT-PAL-8-face.dcm", 307200)]
    [InlineData("SC_rgb_dcmtk_+eb+cr.dcm", 30000)]
    [InlineData("SC_rgb_expb_2frame.dcm", 30000)]
    [InlineData("SC_rgb_jpeg_dcmtk.dcm", 30000)]
    [InlineData("SC_rgb_rle_16bit_2frame.dcm", 30000)]
    [InlineData("SC_rgb_rle_32bit_2frame.dcm", 30000)]
    [InlineData("liver_nonbyte_aligned_deflate.dcm", 510 * 510)]
    public async Task GivenAnOddFile_WhenDecoded_ThenEveryFrameIsWhole(string name, int values)
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("cxr", "dicom_codecs", name));
        for (var frame = 0; frame < DicomPixelData.Create(file.Dataset).NumberOfFrames; frame++)
            Assert.Equal(values, Decoded.Frame(file, frame).Count);
    }

    [Theory]
    [InlineData("693_J2KR.dcm")]
    [InlineData("emri_small_jpeg_ls_lossless.dcm")]
    [InlineData("HTJ2K_08_RGB.dcm")]
    [InlineData("HTJ2KLossless_08_RGB.dcm")]
    [InlineData("J2K_pixelrep_mismatch.dcm")]
    [InlineData("JLSL_RGB_ILV2.dcm")]
    [InlineData("MR2_J2KI.dcm")]
    [InlineData("RG3_J2KI.dcm")]
    [InlineData("SC_rgb_jls_lossy_line.dcm")]
    public async Task GivenASyntaxWithoutDecoder_WhenDecoded_ThenAttributesAreReadAndPixelsRefused(string name)
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("cxr", "dicom_codecs", name));
        Assert.True(file.Dataset.Count > 10);
        Assert.Equal(RefusalCodes.UnsupportedTransferSyntax, Assert.Throws<DicomException>(() => Decoded.Frame(file)).Code);
    }

    [Theory]
    [InlineData("17196")]
    [InlineData("bad_sequence.dcm")]
    [InlineData("OT-PAL-8-face.dcm")]
    [InlineData("emri_small_big_endian.dcm")]
    [InlineData("SC_rgb_rle_16bit_2frame.dcm")]
    public async Task GivenARealFile_WhenWrittenAnew_ThenItsContentStays(string name)
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("cxr", "dicom_codecs", name));
        var again = DicomFile.Read(file.ToBytes());
        Assert.Equal(ContentHash.Compute(file.Dataset), ContentHash.Compute(again.Dataset));
        Assert.Equal(Decoded.Frame(file).ToLittleEndianBytes(), Decoded.Frame(again).ToLittleEndianBytes());
    }

    [Fact]
    public async Task GivenAFilmTaggedCT_WhenChecked_ThenItIsNoRadiograph()
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("cxr", "dicom", "udacity_test5.dcm"));
        Assert.Equal("This file is not a radiograph (its modality is CT). It is kept, but not analysed.", AnalysisEligibility.Check(file.Dataset)?.Sentence);
    }
}
