using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Tests.Imaging;

public sealed class PixelSpacingTests
{
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(0.1, 0)]
    [InlineData(-0.1, 0.1)]
    [InlineData(double.NaN, 0.1)]
    [InlineData(0.1, double.NaN)]
    [InlineData(double.PositiveInfinity, 0.1)]
    [InlineData(0.1, double.PositiveInfinity)]
    public void GivenADistanceThatIsNotPositiveAndFinite_WhenMade_ThenItIsRefused(double rowMm, double columnMm) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelSpacing(rowMm, columnMm, PixelSpacingSource.PixelSpacing));

    [Fact]
    public void GivenTheSameDistancesFromAnotherTag_WhenCompared_ThenTheyDiffer() =>
        Assert.NotEqual(
            new PixelSpacing(0.1, 0.2, PixelSpacingSource.PixelSpacing), new PixelSpacing(0.1, 0.2, PixelSpacingSource.ImagerPixelSpacing));
}
