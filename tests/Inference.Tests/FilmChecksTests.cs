using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Regions;

namespace OxiPortal.Inference.Tests;

public sealed class FilmChecksTests
{
    [Theory]
    [InlineData(128, 13_000)]
    [InlineData(13_000, 128)]
    public void GivenALongNarrowStrip_WhenChecked_ThenItIsRefusedWithASentence(int rows, int columns)
    {
        var random = new Random(3);
        var strip = new GreyImage(rows, columns, Enumerable.Range(0, rows * columns).Select(_ => (float)random.Next(4096)).ToArray());

        Assert.Equal(RefusalCodes.NoLungFound, FilmChecks.Check(strip)?.Code);
    }
}
