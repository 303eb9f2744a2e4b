using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>Values of one bit that the header calls signed came out as 0 and 1, where two's complement of one bit holds 0 and -1.</summary>
public class Dcm002_SignedBit
{
    [Fact]
    public void GivenSignedValuesOfOneBit_WhenDecoded_ThenTheDescriptionIsRefused()
    {
        var dataset = TestFilm.DataSet(4, 4, 1, 1).AddOrUpdate(DicomTags.PixelRepresentation, 1);
        var error = Assert.Throws<DicomException>(() => Decoded.Frame(TestFilm.Native(dataset, [0xA55A])));
        Assert.Equal(DicomTags.PixelRepresentation, error.Tag);
    }
}
