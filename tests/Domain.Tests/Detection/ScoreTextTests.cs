using OxiPortal.Domain.Detection;

namespace OxiPortal.Domain.Tests.Detection;

public sealed class ScoreTextTests
{
    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(0.29, "0.29")]
    [InlineData(0.496, "0.49")]
    [InlineData(0.5, "0.50")]
    [InlineData(0.999, "0.99")]
    [InlineData(1, "1.00")]
    public void GivenAScore_WhenWritten_ThenItIsNotRoundedUpToWhatItHasNotReached(double score, string text) => Assert.Equal(text, ScoreText.Of(score));

    [Fact]
    public void GivenEveryScoreOfTwoDigits_WhenWritten_ThenItStays()
    {
        for (var hundredths = 0; hundredths <= 100; hundredths++)
            Assert.Equal(hundredths, (int)Math.Round(100 * double.Parse(ScoreText.Of(hundredths / 100.0), System.Globalization.CultureInfo.InvariantCulture)));
    }
}
