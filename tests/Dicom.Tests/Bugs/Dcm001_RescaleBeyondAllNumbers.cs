using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>A rescale whose results no number can hold made a film of infinities; one that rounds every value to the same made it flat.</summary>
public class Dcm001_RescaleBeyondAllNumbers
{
    [Theory]
    [InlineData("1e308", "0")]
    [InlineData("1", "1e308")]
    [InlineData("-1e35", "3e38")]
    [InlineData("1e-320", "0")]
    public void GivenARescaleThatWouldEraseTheFilm_WhenTheFilmIsRead_ThenItHasItsStoredValues(string slope, string intercept)
    {
        var dataset = TestFilm.DataSet(2, 2, 16, 12, photometric: "MONOCHROME1").AddOrUpdate(DicomTags.RescaleSlope, slope).AddOrUpdate(DicomTags.RescaleIntercept, intercept);
        var film = Decoded.Film(TestFilm.Native(dataset, [0, 1, 2, 4095]));
        Assert.Equal([4095, 4094, 4093, 0], film.Image.Values);
    }
}
