using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>YBR_FULL_422 beside an odd number of columns, other than 8 bits or other than three samples ran out of its bytes: an IndexOutOfRangeException.</summary>
public class Dcm007_SharedColoursOfOtherWidth
{
    [Theory]
    [InlineData(4, 16, 3)]
    [InlineData(4, 8, 1)]
    [InlineData(5, 8, 3)]
    public void GivenPairsOfPixelsThatCannotBe_WhenDecoded_ThenTheFilmIsRefused(int columns, int bits, int samples)
    {
        var dataset = TestFilm.DataSet(3, columns, bits, bits, samples, "YBR_FULL_422");
        Assert.Throws<DicomException>(() => Decoded.Frame(TestFilm.Native(dataset, new ushort[3 * columns * samples])));
    }
}
