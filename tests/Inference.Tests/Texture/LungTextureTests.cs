using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Tests.Support;
using OxiPortal.Inference.Texture;

namespace OxiPortal.Inference.Tests.Texture;

public class LungTextureTests
{
    private static readonly RegionMasks Masks = new(Ellipse(0.28, 0.17), Ellipse(0.73, 0.15), Ellipse(0.53, 0.1));

    [Fact]
    public void GivenAFilm_WhenDescribed_ThenEveryFigureIsThereAndFinite()
    {
        var figures = LungTexture.Of(TinyFilm.Image(), Masks);

        Assert.Equal(21, LungTexture.Names.Count);
        Assert.Equal(LungTexture.Names.Order(StringComparer.Ordinal), figures.Keys.Order(StringComparer.Ordinal));
        Assert.All(figures.Values, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void GivenABrightSpot_WhenDescribed_ThenItsThirdStandsOutAtItsScaleAndTheOthersDoNot()
    {
        var (with, without) = (LungTexture.Of(Noise(spot: true), Masks), LungTexture.Of(Noise(spot: false), Masks));

        Assert.True(with["middle 8 mm peak"] > without["middle 8 mm peak"] + 1, $"{with["middle 8 mm peak"]} {without["middle 8 mm peak"]}");
        Assert.InRange(with["upper 8 mm peak"] - without["upper 8 mm peak"], -0.5, 0.5);
    }

    [Fact]
    public void GivenTheSameFilmExposedOtherwise_WhenDescribed_ThenTheFiguresStay()
    {
        var film = Noise(spot: true);
        var other = new GreyImage(film.Rows, film.Columns, Array.ConvertAll(film.Values, v => 7 * v + 300));

        var (first, second) = (LungTexture.Of(film, Masks), LungTexture.Of(other, Masks));

        Assert.All(LungTexture.Names, n => Assert.Equal(first[n], second[n], 0.01));
    }

    [Fact]
    public void GivenTheSameFilmAtTwiceTheResolution_WhenDescribed_ThenTheFiguresHardlyChange()
    {
        var film = Noise(spot: true);
        var twice = new float[film.Values.Length * 4];
        for (var i = 0; i < twice.Length; i++)
            twice[i] = film.Values[i / (2 * film.Columns) / 2 * film.Columns + i % (2 * film.Columns) / 2];

        var (first, second) = (LungTexture.Of(film, Masks), LungTexture.Of(new GreyImage(2 * film.Rows, 2 * film.Columns, twice), Masks));

        Assert.All(LungTexture.Names.Where(n => !n.Contains(" 1 mm", StringComparison.Ordinal)), n => Assert.Equal(first[n], second[n], 0.25));
    }

    [Fact]
    public void GivenAFlatFilm_WhenDescribed_ThenTheFiguresAreFinite()
    {
        var flat = new GreyImage(TinyFilm.Rows, TinyFilm.Columns, [.. Enumerable.Repeat(5f, TinyFilm.Rows * TinyFilm.Columns)]);

        Assert.All(LungTexture.Of(flat, Masks).Values, v => Assert.True(double.IsFinite(v)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0.004)]
    public void GivenOneLungMissingOrASpeck_WhenDescribed_ThenTheFiguresAreFinite(double height)
    {
        var lung = height > 1 ? Ellipse(0.28, 0.17) : Ellipse(0.28, 0.17, height);
        var masks = new RegionMasks(lung, RegionMask.Empty(200, 176), Ellipse(0.53, 0.1));

        Assert.All(LungTexture.Of(TinyFilm.Image(), masks).Values, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void GivenNoLung_WhenDescribed_ThenAllFiguresAreNought()
    {
        var none = RegionMask.Empty(200, 176);

        Assert.All(LungTexture.Of(TinyFilm.Image(), new RegionMasks(none, none, none)).Values, v => Assert.Equal(0, v));
    }

    private static GreyImage Noise(bool spot)
    {
        var random = new Random(4);
        var values = new float[TinyFilm.Rows * TinyFilm.Columns];
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y) = (i % TinyFilm.Columns, i / TinyFilm.Columns);
            var inSpot = Math.Pow(x - TinyFilm.DiscX, 2) + Math.Pow(y - TinyFilm.DiscY, 2) < TinyFilm.DiscRadius * TinyFilm.DiscRadius;
            values[i] = 500 + 60 * (float)random.NextDouble() + (spot && inSpot ? 80 : 0);
        }
        return new GreyImage(TinyFilm.Rows, TinyFilm.Columns, values);
    }

    private static RegionMask Ellipse(double cx, double rx, double ry = 0.36) => new(200, 176, [.. Enumerable.Range(0, 200 * 176)
        .Select(i => Math.Pow(((i % 176 + 0.5) / 176 - cx) / rx, 2) + Math.Pow(((i / 176 + 0.5) / 200 - 0.5) / ry, 2) <= 1)]);
}
