using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Tests.Imaging;

public sealed class DicomUidTests
{
    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.1.1", true)]
    [InlineData("0", true)]
    [InlineData("1.02.3", true)] // Forbidden, but real archives hold such.
    [InlineData("1234567890.1234567890.1234567890.1234567890.1234567890.123456789", true)]
    [InlineData("1234567890.1234567890.1234567890.1234567890.1234567890.1234567890", false)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(".1.2", false)]
    [InlineData("1.2.", false)]
    [InlineData("1..2", false)]
    [InlineData("1.2 ", false)]
    [InlineData("1.2\0", false)]
    [InlineData("1.2.a", false)]
    [InlineData("1.２", false)] // A full-width digit.
    [InlineData("../1", false)]
    public void GivenAText_WhenCheckedAsUid_ThenOnlyDigitsAndSingleDotsUpTo64Pass(string? text, bool valid)
    {
        Assert.Equal(valid, DicomUid.IsValid(text));
        Assert.Equal(valid, StudyInstanceUid.TryParse(text, out var study));
        Assert.Equal(valid, SeriesInstanceUid.TryParse(text, out var series));
        Assert.Equal(valid, SopInstanceUid.TryParse(text, out var instance));
        if (valid)
        {
            Assert.Equal((text, text, text), (study.Value, series.Value, instance.Value));
            Assert.Equal((study, series, instance), (StudyInstanceUid.Parse(text), SeriesInstanceUid.Parse(text), SopInstanceUid.Parse(text)));
        }
        else
        {
            Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => SopInstanceUid.Parse(text)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void GivenADefaultUid_WhenItsValueIsAskedFor_ThenItThrowsRatherThanNameNothing()
    {
        Assert.Throws<InvalidOperationException>(() => default(StudyInstanceUid).Value);
        Assert.Throws<InvalidOperationException>(() => default(SeriesInstanceUid).Value);
        Assert.Throws<InvalidOperationException>(() => default(SopInstanceUid).ToString());
    }
}
