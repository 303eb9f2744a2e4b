using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Preprocessing;
using OxiPortal.Inference.Tests.Support;
using OxiPortal.Inference.Texture;

namespace OxiPortal.Inference.Tests.Texture;

public class LungTextureTests
{
    private static readonly RegionMasks Masks = new(Ellipse(0.28, 0.17), Ellipse(0.73, 0.15), Ellipse(0.53, 0.1));

    [Fact]
    public void GivenAFilm_WhenDescribed_ThenEveryFigureIsThereAndFinite()
    {
        var figures = Describe(TinyFilm.Image(), Masks);

        Assert.Equal(27, LungTexture.Names.Count);
        Assert.Equal(LungTexture.Names.Order(StringComparer.Ordinal), figures.Keys.Order(StringComparer.Ordinal));
        Assert.All(figures.Values, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void GivenABrightSpot_WhenDescribed_ThenItsThirdStandsOutAtItsScaleAndTheOthersDoNot()
    {
        var (with, without) = (Describe(Noise(spot: true), Masks), Describe(Noise(spot: false), Masks));

        Assert.True(with["middle 8 mm peak"] > without["middle 8 mm peak"] + 1, $"{with["middle 8 mm peak"]} {without["middle 8 mm peak"]}");
        Assert.InRange(with["upper 8 mm peak"] - without["upper 8 mm peak"], -0.5, 0.5);
    }

    [Fact]
    public void GivenTheSameFilmExposedOtherwise_WhenDescribed_ThenTheFiguresStay()
    {
        var film = Noise(spot: true);
        var other = new GreyImage(film.Rows, film.Columns, Array.ConvertAll(film.Values, v => 7 * v + 300));

        var (first, second) = (Describe(film, Masks), Describe(other, Masks));

        Assert.All(LungTexture.Names, n => Assert.Equal(first[n], second[n], 0.01));
    }

    [Fact]
    public void GivenTheSameFilmAtTwiceTheResolution_WhenDescribed_ThenTheFiguresHardlyChange()
    {
        var film = Noise(spot: true);
        var twice = new float[film.Values.Length * 4];
        for (var i = 0; i < twice.Length; i++)
            twice[i] = film.Values[i / (2 * film.Columns) / 2 * film.Columns + i % (2 * film.Columns) / 2];

        var (first, second) = (Describe(film, Masks), Describe(new GreyImage(2 * film.Rows, 2 * film.Columns, twice), Masks));

        Assert.All(LungTexture.Names.Where(n => !n.Contains(" 1 mm", StringComparison.Ordinal)), n => Assert.Equal(first[n], second[n], 0.25));
    }

    [Fact]
    public void GivenAFlatFilm_WhenDescribed_ThenTheFiguresAreFinite()
    {
        var flat = new GreyImage(TinyFilm.Rows, TinyFilm.Columns, [.. Enumerable.Repeat(5f, TinyFilm.Rows * TinyFilm.Columns)]);

        Assert.All(Describe(flat, Masks).Values, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void GivenADenserBase_WhenDescribed_ThenTheLevelsSayBySoManyDeviations()
    {
        // The lower third of both lungs is 2 where the rest is 1: the mean is 4/3, the deviation sqrt(2)/3.
        var values = new float[TinyFilm.Rows * TinyFilm.Columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = i / TinyFilm.Columns >= TinyFilm.Rows * 0.62 ? 2 : 1;
        var box = new RegionMasks(Block(30, 70), Block(106, 146), Block(70, 106));

        var figures = Describe(new GreyImage(TinyFilm.Rows, TinyFilm.Columns, values), box);

        Assert.Equal(-0.707, figures["upper level"], 0.05);
        Assert.Equal(1.414, figures["lower level"], 0.1);
    }

    [Fact]
    public void GivenOneLung_WhenDescribed_ThenItAloneTells()
    {
        var film = Noise(spot: true);
        var (one, crumb) = (new RegionMasks(Masks.RightLung, RegionMask.Empty(200, 176), Masks.Heart), new RegionMasks(Masks.RightLung, Ellipse(0.73, 0.03, 0.06), Masks.Heart));

        Assert.Equal(Describe(film, one), Describe(film, crumb));
        Assert.True(Describe(film, one)["middle 8 mm peak"] > Describe(Noise(spot: false), one)["middle 8 mm peak"] + 1);
    }

    [Fact]
    public void GivenPixelsHalfAsWide_WhenDescribed_ThenTheFiguresHardlyChange()
    {
        var film = Noise(spot: true);
        var wide = new float[film.Values.Length * 2];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = film.Values[i / 2];

        var stretched = new GreyImage(film.Rows, 2 * film.Columns, wide);
        var (first, second) = (Describe(film, Masks), LungTexture.Of(stretched, GreyRange.Of(stretched), Masks, new PixelSpacing(1, 0.5, PixelSpacingSource.PixelSpacing)));

        Assert.All(LungTexture.Names.Where(n => !n.Contains(" 1 mm", StringComparison.Ordinal)), n => Assert.Equal(first[n], second[n], 0.25));
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(float.MaxValue)]
    public void GivenGreysBeyondAllMeasure_WhenDescribed_ThenTheFiguresAreFinite(float grey)
    {
        var film = Noise(spot: true);
        film.Values[film.Values.Length / 2 + 100] = grey;

        Assert.All(Describe(film, Masks).Values, v => Assert.True(double.IsFinite(v)));
    }

    [Theory]
    [InlineData(0.004, 0.17)]
    [InlineData(0.36, 0.004)]
    [InlineData(0.6, 0.6)]
    public void GivenALungThatIsASpeckASliverOrBeyondTheFilm_WhenDescribed_ThenTheFiguresAreFinite(double height, double width)
    {
        var masks = new RegionMasks(Ellipse(0.28, width, height), RegionMask.Empty(200, 176), Ellipse(0.53, 0.1));

        Assert.All(Describe(TinyFilm.Image(), masks).Values, v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void GivenNoLung_WhenDescribed_ThenAllFiguresAreNought()
    {
        var none = RegionMask.Empty(200, 176);

        Assert.All(Describe(TinyFilm.Image(), new RegionMasks(none, none, none)).Values, v => Assert.Equal(0, v));
    }

    private static IReadOnlyDictionary<string, double> Describe(GreyImage film, RegionMasks masks) => LungTexture.Of(film, GreyRange.Of(film), masks, null);

    private static RegionMask Block(int left, int right) => new(200, 176, [.. Enumerable.Range(0, 200 * 176)
        .Select(i => i % 176 >= left && i % 176 < right && i / 176 is >= 76 and < 148)]);

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
