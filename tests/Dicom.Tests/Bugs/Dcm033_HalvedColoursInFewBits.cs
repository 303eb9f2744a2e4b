using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>Native YBR_FULL_422 of fewer bits than its cells have: what stood in the other bits came out as part of the values. Found by the fuzzer.</summary>
public class Dcm033_HalvedColoursInFewBits
{
    [Fact]
    public void GivenHalvedColoursOfSixBits_ThenTheOtherBitsAreLeftOut()
    {
        // Two pixels: luminances 1 and 2, differences 32 and 33; overlay bits above.
        var film = new DicomFile(TestFilm.DataSet(1, 2, 8, 6, 3, "YBR_FULL_422").AddOrUpdate(
            new DicomElement(DicomTags.PixelData, DicomVR.OB, new byte[] { 0xC1, 0x82, 0x60, 0xE1 })));

        Assert.Equal<ushort>([1, 32, 33, 2, 32, 33], TestFilm.Words(film));
    }
}
