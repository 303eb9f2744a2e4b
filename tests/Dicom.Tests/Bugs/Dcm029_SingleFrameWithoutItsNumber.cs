using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>A healthy film whose Number of Frames is blank or zero was refused.</summary>
public class Dcm029_SingleFrameWithoutItsNumber
{
    private static readonly ushort[] Pixels = TestFilm.Pixels(24, 20, 12);

    [Theory]
    [InlineData("  ")]
    [InlineData("0 ")]
    public void GivenNoNumberInNumberOfFrames_WhenDecoded_ThenItIsTheOneFrame(string number) => Assert.Equal(Pixels, TestFilm.Words(Film(number, Pixels)));

    [Theory]
    [InlineData("  ")]
    [InlineData("0 ")]
    public void GivenTwoFramesThere_WhenDecoded_ThenTheFilmIsRefused(string number) =>
        Assert.Equal(DicomTags.PixelData, Assert.Throws<DicomException>(() => TestFilm.Words(Film(number, [.. Pixels, .. Pixels]))).Tag);

    [Fact]
    public void GivenANegativeNumber_WhenDecoded_ThenTheFilmIsRefused() =>
        Assert.Equal(DicomTags.NumberOfFrames, Assert.Throws<DicomException>(() => TestFilm.Words(Film("-1", Pixels))).Tag);

    private static DicomFile Film(string number, ushort[] pixels) => TestFilm.Native(
        TestFilm.DataSet(24, 20, 16, 12).AddOrUpdate(new DicomElement(DicomTags.NumberOfFrames, DicomVR.IS, System.Text.Encoding.ASCII.GetBytes(number))), pixels);
}
