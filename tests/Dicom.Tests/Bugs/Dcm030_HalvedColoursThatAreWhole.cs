using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>Native pixels called YBR_FULL_422 that hold all colours, as decompressing leaves them: a grey ramp came out red, green and cyan.</summary>
public class Dcm030_HalvedColoursThatAreWhole
{
    [Theory]
    [InlineData(8 * 8 * 3, true)]
    [InlineData(8 * 8 * 2, false)]
    public void GivenColoursCalledHalved_WhenThereAreAll_ThenTheFilmIsRefused(int bytes, bool isRefused)
    {
        var film = new DicomFile(TestFilm.DataSet(8, 8, 8, 8, 3, "YBR_FULL_422").AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, new byte[bytes])));
        if (isRefused)
            Assert.Equal(DicomTags.PhotometricInterpretation, Assert.Throws<DicomException>(() => TestFilm.Words(film)).Tag);
        else
            Assert.NotEmpty(TestFilm.Words(film));
    }
}
