using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>Colours of 8 bits in cells of 32: an IndexOutOfRangeException when they were shown. Found by the fuzzer.</summary>
public class Dcm034_ColoursInLongCells
{
    [Fact]
    public async Task GivenColoursOfEightBitsInLongCells_WhenShown_ThenTheyAreThoseColours()
    {
        var film = new DicomFile(TestFilm.DataSet(1, 2, 32, 8, 3, "RGB").AddOrUpdate(
            new DicomElement(DicomTags.PixelData, DicomVR.OW, new byte[] { 10, 0, 0, 0, 20, 0, 0, 0, 255, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0 })));

        var frame = await PixelDecoder.Managed.DecodeFrameAsync(film, cancel: TestContext.Current.CancellationToken);

        Assert.Equal([10, 20, 255, 1, 2, 3], DisplayPipeline.Colour(frame, film.Dataset));
    }
}
