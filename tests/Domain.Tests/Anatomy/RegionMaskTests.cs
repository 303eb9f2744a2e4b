using FsCheck.Xunit;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Tests.Support;

namespace OxiPortal.Domain.Tests.Anatomy;

public sealed class RegionMaskTests
{
    [Fact]
    public void GivenAMask_WhenMade_ThenItsAreaAndBoxAreThoseOfItsPixels()
    {
        var mask = Masks.Of(
            ".....",
            "..#..",
            ".##..");

        Assert.Equal(3, mask.Area);
        Assert.Equal(new PixelRect(1, 1, 2, 2), mask.Box);
        Assert.Equal(new PixelRect(2, 1, 1, 1), mask.BoxWithin(new(0, 0, 5, 2)));
        Assert.True(mask.BoxWithin(new(3, 0, 2, 3)).IsEmpty);
        Assert.True(RegionMask.Empty(3, 5).Box.IsEmpty);
    }

    [Fact]
    public void GivenValuesThatDoNotFillTheGrid_WhenMade_ThenTheMessageNamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => new RegionMask(2, 3, new bool[5]));
        Assert.Contains("5 values do not fill 2 x 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenMasksOfTwoSizes_WhenPutTogether_ThenTheyAreRefused() =>
        Assert.Throws<ArgumentException>(() => new RegionMasks(RegionMask.Empty(2, 2), RegionMask.Empty(2, 2), RegionMask.Empty(2, 3)));

    [Property(MaxTest = 200, Replay = "3,5", QuietOnSuccess = true)]
    public void GivenAnyMask_WhenGrown_ThenItHasExactlyTheCellsWithinTheMargin(int seed)
    {
        var random = new Random(seed);
        var mask = Masks.Random(random, random.Next(1, 25), random.Next(1, 25), random.Next(3) == 0 ? 0.02 : random.NextDouble() * 0.3);
        var (rowMm, columnMm, marginMm) = (0.1 + random.NextDouble(), 0.1 + random.NextDouble(), random.NextDouble() * 6);

        var grown = mask.Grow(marginMm, rowMm, columnMm);

        for (var y = 0; y < mask.Rows; y++)
        {
            for (var x = 0; x < mask.Columns; x++)
            {
                var near = Enumerable.Range(0, mask.Rows * mask.Columns).Any(i => mask.Pixels[i]
                    && double.Hypot((i % mask.Columns - x) * columnMm, (i / mask.Columns - y) * rowMm) <= marginMm);
                Assert.Equal(near, grown[x, y]);
            }
        }
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(1, 21)]
    [InlineData(2, 37)]
    public void GivenAMarginOfWholeCells_WhenGrown_ThenCellsAtExactlyThatDistanceBelong(double marginMm, long area) =>
        Assert.Equal(area, Masks.Of(11, 11, new PixelRect(4, 4, 3, 3)).Grow(marginMm, 1, 1).Area);

    [Fact]
    public void GivenTwoMasks_WhenCombined_ThenEachCellFollowsTheRule()
    {
        var a = Masks.Of("##..");
        var b = Masks.Of("#.#.");

        Assert.Equal([true, false, false, false], a.And(b).Pixels.ToArray());
        Assert.Equal([true, true, true, false], a.Or(b).Pixels.ToArray());
        Assert.Equal([false, true, false, false], a.Without(b).Pixels.ToArray());
        Assert.Throws<ArgumentException>(() => a.And(RegionMask.Empty(1, 3)));
    }

    [Property(MaxTest = 200, Replay = "3,7", QuietOnSuccess = true)]
    public void GivenAnyGrid_WhenAFilmPixelIsLookedUp_ThenItIsTheCellUnderItsCentre(int seed)
    {
        var random = new Random(seed);
        var mask = Masks.Random(random, random.Next(1, 40), random.Next(1, 40), 0.5);
        var (rows, columns) = (random.Next(1, 60), random.Next(1, 60));

        var film = mask.Resample(rows, columns);

        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var under = mask[(int)Math.Floor((x + 0.5) * mask.Columns / columns + 1e-9), (int)Math.Floor((y + 0.5) * mask.Rows / rows + 1e-9)];
                Assert.Equal(under, mask.AtFilmPixel(x, y, rows, columns));
                Assert.Equal(under, film[x, y]);
            }
        }
    }

    [Fact]
    public void GivenSeveralParts_WhenTheLargestIsAskedFor_ThenCornersDoNotConnect()
    {
        var mask = Masks.Of(
            "##..#",
            "##..#",
            "..###");

        Assert.Equal(new PixelRect(2, 0, 3, 3), mask.LargestPart().Box);
        Assert.Equal(5, mask.LargestPart().Area);
        Assert.True(RegionMask.Empty(3, 3).LargestPart().IsEmpty);
    }
}
