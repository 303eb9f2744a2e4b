using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Real chest radiographs of the shared data.</summary>
public class RealFilmTests
{
    [Theory]
    [InlineData("CR-MONO1-10-chest.dcm")]
    [InlineData("siim_jpeg_baseline.dcm")]
    [InlineData("siim_fake_monochrome1_header.dcm")]
    [InlineData("udacity_test1.dcm")]
    [InlineData("udacity_test4.dcm")]
    [InlineData("udacity_test6.dcm")]
    public async Task GivenARealFilm_WhenRead_ThenItHasGreyValuesAndIsEligible(string name)
    {
        var file = await DicomFile.OpenAsync(SharedData.Path("cxr", "dicom", name));
        var film = Decoded.Film(file);
        Assert.Null(AnalysisEligibility.Check(file.Dataset));
        Assert.True(film.Image.Values.Max() > film.Image.Values.Min());
    }
}
