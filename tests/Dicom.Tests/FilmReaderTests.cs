using System.Globalization;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Dicom.Tests;

/// <summary>The grey-scale pipeline, PS3.3 C.11.1 and C.7.6.3.</summary>
public class FilmReaderTests
{
    private static Film Read(DicomDataset dataset, params ushort[] pixels) => Decoded.Film(TestFilm.Native(dataset, pixels));

    private static DicomDataset OneRow() => TestFilm.DataSet(1, 4, 16, 12);

    [Fact]
    public void GivenARescale_WhenRead_ThenValuesAreTheModalitys() => Assert.Equal(
        [-10f, -8, 90, 8180],
        Read(OneRow().AddOrUpdate(DicomTags.RescaleSlope, "2").AddOrUpdate(DicomTags.RescaleIntercept, "-10"), 0, 1, 50, 4095).Image.Values);

    [Fact]
    public void GivenMonochrome1_WhenRead_ThenBoneIsWhiteAndTheRangeStays() => Assert.Equal(
        [4095f, 4094, 95, 0], Read(OneRow().AddOrUpdate(DicomTags.PhotometricInterpretation, "MONOCHROME1"), 0, 1, 4000, 4095).Image.Values);

    [Fact]
    public void GivenAModalityLut_WhenRead_ThenItIsAppliedAndClampedAtItsEnds()
    {
        var lut = new DicomDataset()
            .AddOrUpdate(new DicomElement(DicomTags.LUTDescriptor, DicomVR.US, new byte[] { 3, 0, 10, 0, 16, 0 }))
            .AddOrUpdate(new DicomElement(DicomTags.LUTData, DicomVR.OW, new byte[] { 100, 0, 200, 0, 44, 1 }));
        Assert.Equal([100f, 100, 200, 300], Read(OneRow().AddOrUpdate(DicomTags.ModalityLUTSequence, lut), 0, 10, 11, 999).Image.Values);
    }

    [Fact]
    public void GivenPixelPadding_WhenRead_ThenItIsAsDarkAsTheFilmsDarkest() => Assert.Equal(
        [5f, 5, 7, 5], Read(OneRow().AddOrUpdate(DicomTags.PixelPaddingValue, 4095), 4095, 5, 7, 4095).Image.Values);

    [Fact]
    public void GivenAPaddingRange_WhenRead_ThenAllOfItIsPadding() => Assert.Equal(
        [50f, 50, 50, 60], Read(OneRow().AddOrUpdate(DicomTags.PixelPaddingValue, 0).AddOrUpdate(DicomTags.PixelPaddingRangeLimit, 10), 0, 10, 50, 60).Image.Values);

    [Theory]
    [InlineData("0")]
    [InlineData("1e300")]
    [InlineData("NaN")]
    public void GivenASlopeThatWouldEraseTheFilm_WhenRead_ThenItIsNotApplied(string slope)
    {
        var dataset = OneRow().AddOrUpdate(DicomTags.RescaleSlope, slope);
        Assert.Equal([1f, 2, 3, 4], Read(dataset, 1, 2, 3, 4).Image.Values);
        Assert.Equal(4, Shown.Frame(TestFilm.Native(dataset, [1, 2, 3, 4])).Values.Distinct().Count());
    }

    [Theory]
    [InlineData("0.175\\0.2", "0.1\\0.1", 0.175, 0.2, PixelSpacingSource.PixelSpacing)]
    [InlineData("0.000\\0.000", "0.1\\0.12", 0.1, 0.12, PixelSpacingSource.ImagerPixelSpacing)]
    [InlineData(null, "0.15\\0.15", 0.15, 0.15, PixelSpacingSource.ImagerPixelSpacing)]
    [InlineData("0.175", "0.15\\0.15", 0.15, 0.15, PixelSpacingSource.ImagerPixelSpacing)]
    [InlineData("abc\\def", "0.15\\0.15", 0.15, 0.15, PixelSpacingSource.ImagerPixelSpacing)]
    public void GivenSpacings_WhenRead_ThenTheFirstPositiveOneCounts(string? spacing, string? imager, double row, double column, PixelSpacingSource source)
    {
        var dataset = OneRow();
        if (spacing is not null)
            dataset.AddOrUpdate(new DicomElement(DicomTags.PixelSpacing, DicomVR.DS, System.Text.Encoding.ASCII.GetBytes(spacing)));
        if (imager is not null)
            dataset.AddOrUpdate(DicomTags.ImagerPixelSpacing, imager.Split('\\'));
        Assert.Equal(new PixelSpacing(row, column, source), FilmReader.Spacing(dataset));
    }

    [Theory]
    [InlineData("0\\0")]
    [InlineData("-0.1\\0.1")]
    [InlineData("")]
    public void GivenNoPositiveSpacing_WhenRead_ThenThereIsNone(string spacing) =>
        Assert.Null(FilmReader.Spacing(OneRow().AddOrUpdate(DicomTags.PixelSpacing, spacing.Split('\\'))));

    // PS3.3 section 10.7. What is at the patient comes before what is at the detector.
    [Theory]
    [InlineData("0.2\\0.2", "1.25", null, null, null, 0.16, PixelSpacingSource.ImagerPixelSpacingCorrected)]
    [InlineData("0.2\\0.2", "1", null, null, null, 0.2, PixelSpacingSource.ImagerPixelSpacing)]
    [InlineData("0.2\\0.2", "0", null, null, null, 0.2, PixelSpacingSource.ImagerPixelSpacing)]
    [InlineData("0.2\\0.2", "-2", null, null, null, 0.2, PixelSpacingSource.ImagerPixelSpacing)]
    [InlineData("0.2\\0.2", "1.25", "0.15\\0.15", null, null, 0.15, PixelSpacingSource.PixelSpacing)]
    [InlineData("0.2\\0.2", "1.25", "0.2\\0.2", null, null, 0.16, PixelSpacingSource.ImagerPixelSpacingCorrected)]
    [InlineData("0.2\\0.2", "1.25", "0.2\\0.2", "FIDUCIAL", null, 0.2, PixelSpacingSource.PixelSpacing)]
    [InlineData("0.2\\0.2", null, "0.2\\0.2", null, null, 0.2, PixelSpacingSource.PixelSpacing)]
    [InlineData(null, "1.25", null, null, "0.3\\0.3", 0.3, PixelSpacingSource.NominalScannedPixelSpacing)]
    [InlineData("0.2\\0.2", null, null, null, "0.3\\0.3", 0.2, PixelSpacingSource.ImagerPixelSpacing)]
    public void GivenAMagnificationOrAScanner_WhenSpacingIsRead_ThenItSaysWhatItIs(
        string? imager, string? magnification, string? spacing, string? calibration, string? scanned, double expected, PixelSpacingSource source)
    {
        var dataset = OneRow();
        foreach (var (tag, value) in (ReadOnlySpan<(DicomTag, string?)>)[
            (DicomTags.ImagerPixelSpacing, imager), (DicomTags.EstimatedRadiographicMagnificationFactor, magnification), (DicomTags.PixelSpacing, spacing),
            (DicomTags.PixelSpacingCalibrationType, calibration), (DicomTags.NominalScannedPixelSpacing, scanned)])
        {
            if (value is not null)
                dataset.AddOrUpdate(tag, value.Split('\\'));
        }
        Assert.Equal(new PixelSpacing(expected, expected, source), FilmReader.Spacing(dataset));
    }

    // The models were trained on these values: no change to what a display shows may move them.
    [Fact]
    public void GivenOrdinaryFilms_WhenRead_ThenWindowsAndOverlaysChangeNothingAndValuesAreTheModalitys()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var bits = random.Next(8, 17);
            var (isSigned, isInverted) = (random.Next(4) == 0, random.Next(2) == 0);
            var (slope, intercept) = (random.Next(3) == 0 ? 0.25 * random.Next(1, 9) : 1, random.Next(3) == 0 ? random.Next(-2000, 100) : 0);
            var dataset = TestFilm.DataSet(6, 5, 16, bits, photometric: isInverted ? "MONOCHROME1" : "MONOCHROME2")
                .AddOrUpdate(DicomTags.PixelRepresentation, isSigned ? 1 : 0)
                .AddOrUpdate(DicomTags.RescaleSlope, slope.ToString(CultureInfo.InvariantCulture)).AddOrUpdate(DicomTags.RescaleIntercept, intercept)
                .AddOrUpdate(DicomTags.PresentationLUTShape, isInverted ? "INVERSE" : "IDENTITY")
                .AddOrUpdate(DicomTags.VOILUTSequence, Lut.Item(0, 8, 1, 2, 3))
                .AddOrUpdate(DicomTags.PresentationLUTSequence, Lut.Item(0, 8, 1, 2, 3))
                .Window("100", "7", random.Next(2) == 0 ? "SIGMOID" : "LINEAR");
            var pixels = TestFilm.Pixels(6, 5, bits, seed: round);
            long Stored(ushort cell) => isSigned && cell >> (bits - 1) == 1 ? cell - (1 << bits) : cell;
            var (least, most) = isSigned ? (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) : (0, (1 << bits) - 1);
            var sum = (float)(least * slope + intercept) + (float)(most * slope + intercept);
            Assert.Equal(
                pixels.Select(p => (float)(Stored(p) * slope + intercept)).Select(v => isInverted ? sum - v : v),
                Read(dataset, pixels).Image.Values);
        }
    }

    [Fact]
    public void GivenAPatientOrientation_WhenRead_ThenTheFilmKnowsItsSides()
    {
        Assert.Equal(new FilmOrientation(false, true, false), FilmReader.Orientation(OneRow().AddOrUpdate(DicomTags.PatientOrientation, "R", "F")));
        Assert.Null(FilmReader.Orientation(OneRow()));
    }

    [Fact]
    public void GivenColour_WhenReadAsAFilm_ThenItIsRefused()
    {
        var file = TestFilm.Native(TestFilm.DataSet(1, 1, 8, 8, 3), [1, 2, 3]);
        Assert.Equal(RefusalCodes.NotGrey, Assert.Throws<DicomException>(() => Decoded.Film(file)).Code);
    }
}
