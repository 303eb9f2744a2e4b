using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

public class EligibilityTests
{
    private static DicomDataset Film() => TestFilm.Native(TestFilm.DataSet(1, 2, 16, 12), [1, 2]).Dataset;

    [Theory]
    [InlineData(SopClasses.ComputedRadiography, "CR", null)]
    [InlineData(SopClasses.ComputedRadiography, null, null)]
    [InlineData(SopClasses.DigitalXRayForPresentation, "DX", null)]
    [InlineData(SopClasses.DigitalXRayForProcessing, "DX", null)]
    [InlineData(SopClasses.SecondaryCapture, "DX", null)]
    [InlineData(SopClasses.SecondaryCapture, "CR", null)]
    [InlineData(SopClasses.SecondaryCapture, "RG", null)]
    [InlineData(SopClasses.SecondaryCapture, "CT", RefusalCodes.NotARadiograph)]
    [InlineData(SopClasses.SecondaryCapture, "OT", RefusalCodes.NotARadiograph)]
    [InlineData(SopClasses.SecondaryCapture, null, RefusalCodes.NotARadiograph)]
    [InlineData("1.2.840.10008.5.1.4.1.1.2", "CT", RefusalCodes.NotARadiograph)]
    [InlineData("1.2.840.10008.5.1.4.1.1.2", "CR", RefusalCodes.NotARadiograph)]
    [InlineData("1.2.840.10008.5.1.4.1.1.1.2", "MG", RefusalCodes.NotARadiograph)]
    [InlineData("1.2.840.10008.1.3.10", null, RefusalCodes.NotARadiograph)]
    public void GivenASopClassAndModality_WhenChecked_ThenOnlyRadiographsPass(string sopClass, string? modality, string? code)
    {
        var dataset = Film().AddOrUpdate(DicomTags.SOPClassUID, sopClass);
        dataset.Remove(DicomTags.Modality);
        if (modality is not null)
            dataset.AddOrUpdate(DicomTags.Modality, modality);
        Assert.Equal(code, AnalysisEligibility.Check(dataset)?.Code);
    }

    [Theory]
    [InlineData("PA", null)]
    [InlineData("AP", null)]
    [InlineData("AP SUPINE", null)]
    [InlineData("pa", null)]
    [InlineData("", null)]
    [InlineData("XX", null)]
    [InlineData("LL", RefusalCodes.NotFrontal)]
    [InlineData("RL", RefusalCodes.NotFrontal)]
    [InlineData("LATERAL", RefusalCodes.NotFrontal)]
    [InlineData("LAT", RefusalCodes.NotFrontal)]
    [InlineData("RLD", RefusalCodes.NotFrontal)]
    [InlineData("LAO", RefusalCodes.NotFrontal)]
    public void GivenAViewPosition_WhenChecked_ThenOnlyFrontalOnesPass(string view, string? code) =>
        Assert.Equal(code, AnalysisEligibility.Check(Film().AddOrUpdate(DicomTags.ViewPosition, view))?.Code);

    [Theory]
    [InlineData("Chest lateral", "", "", RefusalCodes.NotFrontal)]
    [InlineData("Chest PA and lateral", "", "", null)]
    [InlineData("Bilateral ribs", "", "", null)]
    [InlineData("W034 Thorax LAT.", "", "", RefusalCodes.NotFrontal)]
    [InlineData("Chest", "A", "F", RefusalCodes.NotFrontal)]
    [InlineData("Chest", "L", "F", null)]
    public void GivenNoViewPosition_WhenChecked_ThenOrientationAndDescriptionTell(string description, string row, string column, string? code)
    {
        var dataset = Film().AddOrUpdate(DicomTags.SeriesDescription, description);
        dataset.Remove(DicomTags.ViewPosition);
        if (row.Length > 0)
            dataset.AddOrUpdate(DicomTags.PatientOrientation, row, column);
        Assert.Equal(code, AnalysisEligibility.Check(dataset)?.Code);
    }

    [Fact]
    public void GivenALateralFilm_WhenChecked_ThenTheSentenceSaysWhatFollows() => Assert.Equal(
        "This file is a lateral view. It is shown, but not analysed.", AnalysisEligibility.Check(Film().AddOrUpdate(DicomTags.ViewPosition, "LL"))?.Sentence);

    [Fact]
    public void GivenSeveralFrames_WhenChecked_ThenTheyAreRefused() =>
        Assert.Equal(RefusalCodes.SeveralFrames, AnalysisEligibility.Check(Film().AddOrUpdate(DicomTags.NumberOfFrames, 2))?.Code);

    [Fact]
    public void GivenNoPixelData_WhenChecked_ThenItIsRefused()
    {
        var dataset = Film();
        dataset.Remove(DicomTags.PixelData);
        Assert.Equal(RefusalCodes.NoPixelData, AnalysisEligibility.Check(dataset)?.Code);
    }

    [Fact]
    public void GivenColour_WhenChecked_ThenItIsRefused()
    {
        var dataset = TestFilm.Native(TestFilm.DataSet(1, 1, 8, 8, 3), [1, 2, 3]).Dataset;
        Assert.Equal(RefusalCodes.NotGrey, AnalysisEligibility.Check(dataset)?.Code);
    }
}
