using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Files of other people's making, in syntaxes that need no native library, against other people's decoders.</summary>
public sealed class SharedFileComparisonTests : IDisposable
{
    private readonly DicomTools _tools = new();

    [Theory]
    [InlineData("dicom-syntaxes/base.dcm", 1, "dcmdjpeg")]
    [InlineData("dicom-syntaxes/ext.dcm", 1, "dcmdjpeg")]
    [InlineData("dicom-syntaxes/ele8.dcm", 0, "gdcmconv")]
    [InlineData("dicom-syntaxes/l14.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom/CR-MONO1-10-chest.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom/siim_fake_monochrome1_header.dcm", 1, "dcmdjpeg")]
    [InlineData("cxr/dicom/siim_jpeg_baseline.dcm", 1, "dcmdjpeg")]
    [InlineData("cxr/dicom/udacity_test1.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom/udacity_test4.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom/udacity_test5.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom/udacity_test6.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom_codecs/17196", 0, "gdcmconv")]
    [InlineData("cxr/dicom_codecs/6924", 0, "gdcmconv")]
    [InlineData("cxr/dicom_codecs/JPGExtended.dcm", 1, "dcmdjpeg")]
    [InlineData("cxr/dicom_codecs/OT-PAL-8-face.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom_codecs/SC_rgb_dcmtk_+eb+cr.dcm", 1, "dcmdjpeg")]
    [InlineData("cxr/dicom_codecs/SC_rgb_expb_2frame.dcm", 0, "dcmconv")]
    [InlineData("cxr/dicom_codecs/SC_rgb_jpeg_dcmd.dcm", 0, "gdcmconv")]
    [InlineData("cxr/dicom_codecs/SC_rgb_jpeg_dcmtk.dcm", 1, "dcmdjpeg")]
    [InlineData("cxr/dicom_codecs/SC_rgb_rle_16bit_2frame.dcm", 0, "dcmdrle")]
    [InlineData("cxr/dicom_codecs/SC_rgb_rle_32bit_2frame.dcm", 0, "dcmdrle")]
    [InlineData("cxr/dicom_codecs/bad_sequence.dcm", 0, "dcmdjpeg")]
    [InlineData("cxr/dicom_codecs/emri_small_big_endian.dcm", 0, "dcmconv")]
    [InlineData("cxr/dicom_codecs/image_dfl.dcm", 0, "dcmconv")]
    public async Task GivenAFile_WhenDecoded_ThenItsValuesAreTheOtherDecoders(string name, int most, string tool)
    {
        var path = SharedData.Path(name.Split('/'));
        DicomTools.Require(tool);
        string[] options = tool switch
        {
            "dcmdjpeg" => ["+cn"],
            "gdcmconv" => ["--raw"],
            "dcmconv" => ["+te"],
            _ => [],
        };
        await Comparison.AssertNearAsync(_tools, name, path, most, tool, options);
    }

    public void Dispose() => _tools.Dispose();
}
