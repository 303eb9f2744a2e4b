using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>YBR_RCT and YBR_ICT, which are names of what a JPEG 2000 codestream does, on pixels that are none: luminance and colour differences were shown as red, green and blue.</summary>
public class Dcm021_TransformedColoursOfNoJpeg2000
{
    [Theory]
    [InlineData("YBR_RCT")]
    [InlineData("YBR_ICT")]
    public void GivenColoursThatNoDecoderHasTurnedBack_WhenShown_ThenTheyAreRefused(string photometric)
    {
        var file = TestFilm.Native(TestFilm.DataSet(4, 6, 8, 8, 3, photometric), TestFilm.Pixels(4, 6, 8, samples: 3));
        Assert.Throws<DicomException>(() => DisplayPipeline.Colour(Decoded.Frame(file), file.Dataset));
    }
}
