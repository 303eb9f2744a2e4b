using OxiPortal.Dicom.Tests.Isolation;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// YBR_FULL over a JPEG 2000 codestream that transforms its colours: the library turns them back into red, green and blue, which were then taken for
/// luminance and colour differences.
/// </summary>
public class Dcm025_TransformedColoursCalledYbr
{
    [Theory]
    [InlineData("YBR_FULL", true, false)]
    [InlineData("YBR_FULL_422", true, false)]
    [InlineData("YBR_FULL", false, true)]
    [InlineData("YBR_RCT", true, true)]
    [InlineData("YBR_RCT", false, false)]
    [InlineData("RGB", true, true)] // Common: what comes out is what the tags say.
    [InlineData("RGB", false, true)]
    public async Task GivenColoursOfACodestream_WhenTheTagsSayOthers_ThenTheFilmIsRefused(string photometric, bool transformed, bool agree)
    {
        var file = TestFilm.Compressed(
            TestFilm.DataSet(8, 8, 8, 8, 3, photometric), DicomTransferSyntax.Jpeg2000Lossless, transformed ? ColourCodestreams.Transformed : ColourCodestreams.Plain);
        if (agree)
            Assert.Equal(ColourCodestreams.Pixels, (await NativeCodecs.DecodeAsync(file)).Words);
        else
            Assert.Equal(DicomTags.PhotometricInterpretation, (await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(file))).Tag);
    }
}
