using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Tests.Imaging;

public sealed class ImageBoxTests
{
    [Theory]
    [InlineData(double.NaN, 0, 1, 1)]
    [InlineData(0, double.NegativeInfinity, 1, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 1, -1)]
    [InlineData(0, 0, double.NaN, 1)]
    [InlineData(0, 0, 1, double.PositiveInfinity)]
    public void GivenNumbersThatMakeNoBox_WhenMade_ThenTheyAreRefused(double x, double y, double width, double height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageBox(x, y, width, height));

    [Fact]
    public void GivenOnePixel_WhenMadeABox_ThenItCoversItFromCornerToCorner()
    {
        // PS3.3 C.10.5: 0,0 is the top-left corner of the first pixel.
        Assert.Equal(new ImageBox(3, 5, 1, 1), ImageBox.Of(new PixelRect(3, 5, 1, 1)));
    }

    [Fact]
    public void GivenABoxOverTheEdge_WhenClipped_ThenThePartOnTheFilmIsLeft()
    {
        Assert.Equal(new ImageBox(0, 2, 3, 8), new ImageBox(-4, 2, 7, 20).ClipTo(rows: 10, columns: 20));
        Assert.Equal(new ImageBox(1.5, 2.5, 3, 4), new ImageBox(1.5, 2.5, 3, 4).ClipTo(10, 20));
        Assert.Null(new ImageBox(20, 2, 5, 5).ClipTo(10, 20));
        Assert.Null(new ImageBox(-5, -5, 5, 5).ClipTo(10, 20));
    }

    [Fact]
    public void GivenTwoRectangles_WhenIntersected_ThenOnlyCommonPixelsAreLeft()
    {
        Assert.Equal(new PixelRect(3, 4, 2, 1), new PixelRect(0, 0, 5, 5).Intersect(new PixelRect(3, 4, 9, 9)));
        Assert.True(new PixelRect(0, 0, 5, 5).Intersect(new PixelRect(5, 0, 5, 5)).IsEmpty);
        Assert.True(new PixelRect(1, 2, 3, 4).Contains(3, 5));
        Assert.False(new PixelRect(1, 2, 3, 4).Contains(4, 5));
    }
}
