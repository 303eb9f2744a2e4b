namespace OxiPortal.Dicom.Tests;

/// <summary>Values that the product writes itself are valid by their VR, or refused where they are set. PS3.5 table 6.2-1.</summary>
public class WrittenValueTests
{
    [Theory]
    [InlineData("DS", "1234567890.1234567890")]
    [InlineData("DS", "abc")]
    [InlineData("IS", "99999999999999")]
    [InlineData("UI", "1.02.3")]
    [InlineData("UI", "1.2.")]
    [InlineData("DA", "01/02/2026")]
    [InlineData("DA", "20260231")]
    [InlineData("SH", "seventeen letters")]
    [InlineData("CS", "A\\SEVENTEEN_LETTERS")]
    public void GivenATextThatItsVRForbids_WhenSet_ThenItIsRefusedWithoutBeingRepeated(string vr, string text)
    {
        var error = Assert.Throws<ArgumentException>(() => Set(Enum.Parse<DicomVR>(vr), text));
        Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DS", "-1.5e-10")]
    [InlineData("IS", "-2147483648")]
    [InlineData("UI", "1.2.0.3")]
    [InlineData("DA", "20240229")]
    [InlineData("CS", "ORIGINAL\\PRIMARY")]
    [InlineData("PN", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    public void GivenAText_WhenItsVRAllowsIt_ThenItIsKept(string vr, string text)
    {
        var dataset = new DicomDataset().AddOrUpdate(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        Assert.Equal(text, dataset.AddOrUpdate(TagOf(Enum.Parse<DicomVR>(vr)), text).GetString(TagOf(Enum.Parse<DicomVR>(vr))));
    }

    [Fact]
    public void GivenAMoment_WhenSet_ThenItIsADateOrATimeOfDicom()
    {
        var moment = new DateTime(2026, 1, 2, 13, 4, 5, DateTimeKind.Utc);
        var dataset = new DicomDataset().AddOrUpdate(DicomTags.StudyDate, moment).AddOrUpdate(DicomTags.StudyTime, moment).AddOrUpdate(DicomTags.AcquisitionDateTime, moment);
        Assert.Equal(("20260102", "130405", "20260102130405"), (dataset.GetString(DicomTags.StudyDate), dataset.GetString(DicomTags.StudyTime), dataset.GetString(DicomTags.AcquisitionDateTime)));
    }

    [Fact]
    public void GivenAFraction_WhenTheAttributeHoldsWholeNumbers_ThenItIsRefusedAndNotRounded() =>
        Assert.Throws<ArgumentException>(() => new DicomDataset().AddOrUpdate(DicomTags.Rows, 2.5));

    private static void Set(DicomVR vr, string text) => new DicomDataset().AddOrUpdate(TagOf(vr), text);

    private static DicomTag TagOf(DicomVR vr) => vr switch
    {
        DicomVR.DS => DicomTags.PixelSpacing,
        DicomVR.IS => DicomTags.NumberOfFrames,
        DicomVR.UI => DicomTags.SOPInstanceUID,
        DicomVR.DA => DicomTags.StudyDate,
        DicomVR.SH => DicomTags.AccessionNumber,
        DicomVR.CS => DicomTags.ImageType,
        _ => DicomTags.PatientName,
    };
}
