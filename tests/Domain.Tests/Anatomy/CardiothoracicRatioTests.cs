using System.Globalization;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Tests.Support;

namespace OxiPortal.Domain.Tests.Anatomy;

public sealed class CardiothoracicRatioTests
{
    [Fact]
    public void GivenKnownWidths_WhenMeasured_ThenTheRatioIsTheirsAndTheLinesLieOnTheFilm()
    {
        // Thorax from column 10 to 90, heart from 40 to 76: 36 / 80.
        var masks = new RegionMasks(
            Masks.Of(100, 100, new PixelRect(10, 20, 25, 60)), Masks.Of(100, 100, new PixelRect(65, 20, 25, 60)),
            Masks.Of(100, 100, new PixelRect(40, 50, 10, 20), new PixelRect(50, 60, 26, 20)));

        var ratio = CardiothoracicRatio.Of(masks, 1000, 500)!;

        Assert.Equal(0.45, ratio.Value, 12);
        Assert.Equal(new WidthLine(200, 250, 600), ratio.HeartRight);
        Assert.Equal(new WidthLine(250, 380, 700), ratio.HeartLeft);
        Assert.Equal(new WidthLine(50, 450, 500), ratio.Thorax);
    }

    [Fact]
    public void GivenASpeckFarFromTheHeart_WhenMeasured_ThenItDoesNotCount()
    {
        var lungs = (Masks.Of(100, 100, new PixelRect(10, 20, 25, 60)), Masks.Of(100, 100, new PixelRect(65, 20, 25, 60)));
        var clean = new RegionMasks(lungs.Item1, lungs.Item2, Masks.Of(100, 100, new PixelRect(40, 50, 30, 20)));
        var specked = new RegionMasks(lungs.Item1, lungs.Item2, Masks.Of(100, 100, new PixelRect(40, 50, 30, 20), new PixelRect(95, 2, 3, 3)));

        Assert.Equal(CardiothoracicRatio.Of(clean, 100, 100), CardiothoracicRatio.Of(specked, 100, 100));
    }

    [Theory]
    [InlineData(BodyRegion.RightLung)]
    [InlineData(BodyRegion.LeftLung)]
    [InlineData(BodyRegion.Heart)]
    public void GivenARegionIsMissing_WhenMeasured_ThenThereIsNoRatio(BodyRegion missing)
    {
        RegionMask Mask(BodyRegion region, PixelRect box) => region == missing ? RegionMask.Empty(50, 50) : Masks.Of(50, 50, box);
        var masks = new RegionMasks(
            Mask(BodyRegion.RightLung, new(2, 2, 10, 30)), Mask(BodyRegion.LeftLung, new(30, 2, 10, 30)), Mask(BodyRegion.Heart, new(15, 15, 10, 10)));

        Assert.Null(CardiothoracicRatio.Of(masks, 50, 50));
    }

    [Fact]
    public void GivenRealMasks_WhenMeasured_ThenTheRatioIsThePublishedOne()
    {
        var folder = SharedData.Folder("wingspan");
        var errors = new List<double>();
        foreach (var fields in SharedData.Csv(Path.Combine(folder, "ctr.csv")).Where((_, i) => i % 3 == 0))
        {
            var masks = SharedData.Masks(Path.Combine(folder, "masks", fields[0]));
            var ratio = CardiothoracicRatio.Of(masks, masks.Rows, masks.Columns)!;
            errors.Add(Math.Abs(ratio.Value - double.Parse(fields[1], CultureInfo.InvariantCulture)));
        }
        Assert.True(errors.Count > 40);
        Assert.True(errors.Average() < 0.002, $"Mean error {errors.Average():0.0000}.");
        Assert.True(errors.Max() < 0.02, $"Largest error {errors.Max():0.0000}.");
    }
}
