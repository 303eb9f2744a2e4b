using FsCheck.Xunit;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Domain.Tests.Imaging;

public sealed class FilmOrientationTests
{
    // The usual film: patient's right (R) on the image's left, head (H) up; letters stand where they are on the patient.
    private static readonly GreyImage s_usual = new(2, 3,
    [
        11, 12, 13,
        21, 22, 23,
    ]);

    /// <summary>Each row of stored pixels is what PS3.3 C.7.6.1.1.1 says of the two directions: written down by hand, not computed.</summary>
    [Theory]
    [InlineData("L", "F", 2, new float[] { 11, 12, 13, 21, 22, 23 })]
    [InlineData("R", "F", 2, new float[] { 13, 12, 11, 23, 22, 21 })]
    [InlineData("L", "H", 2, new float[] { 21, 22, 23, 11, 12, 13 })]
    [InlineData("R", "H", 2, new float[] { 23, 22, 21, 13, 12, 11 })]
    [InlineData("F", "L", 3, new float[] { 11, 21, 12, 22, 13, 23 })]
    [InlineData("F", "R", 3, new float[] { 13, 23, 12, 22, 11, 21 })]
    [InlineData("H", "L", 3, new float[] { 21, 11, 22, 12, 23, 13 })]
    [InlineData("H", "R", 3, new float[] { 23, 13, 22, 12, 21, 11 })]
    public void GivenAStoredOrientation_WhenNormalised_ThenTheFilmHangsTheUsualWay(string row, string column, int rows, float[] stored)
    {
        var orientation = FilmOrientation.Parse(row, column)!.Value;

        var film = orientation.Normalise(new GreyImage(rows, 6 / rows, stored));

        Assert.Equal((s_usual.Rows, s_usual.Columns), (film.Rows, film.Columns));
        Assert.Equal(s_usual.Values, film.Values);
        Assert.Equal(row == "L" && column == "F", orientation.IsUsual);
    }

    [Theory]
    [InlineData("LF", "FR", false)]
    [InlineData(" l ", "f", false)]
    [InlineData("A", "F", true)] // A lateral film.
    [InlineData("P", "F", true)]
    [InlineData("L", "R", true)]
    [InlineData("L", "A", true)]
    [InlineData("F", "H", true)]
    [InlineData("", "F", true)]
    [InlineData(null, null, true)]
    public void GivenTwoDirections_WhenParsed_ThenOnlyThoseOfAFrontalFilmSayAnOrientation(string? row, string? column, bool unknown) =>
        Assert.Equal(unknown ? null : FilmOrientation.Usual, FilmOrientation.Parse(row, column));

    [Property(MaxTest = 200, Replay = "5,7", QuietOnSuccess = true)]
    public void GivenAnyFilm_WhenNormalised_ThenEveryPixelMapsBackToWhereItWasStored(bool transpose, bool mirrorColumns, bool mirrorRows, int seed)
    {
        var random = new Random(seed);
        var orientation = new FilmOrientation(transpose, mirrorColumns, mirrorRows);
        var (rows, columns) = (random.Next(1, 9), random.Next(1, 9));
        var stored = new GreyImage(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => (float)i)]);

        var film = orientation.Normalise(stored);

        Assert.Equal(orientation.NormalisedSize(rows, columns), (film.Rows, film.Columns));
        for (var y = 0; y < film.Rows; y++)
        {
            for (var x = 0; x < film.Columns; x++)
            {
                var (sx, sy) = orientation.StoredPixel(x, y, film.Rows, film.Columns);
                Assert.Equal(stored.Values[sy * columns + sx], film.Values[y * film.Columns + x]);
                // A pixel's box covers, on the stored film, exactly the pixel it came from.
                Assert.Equal(
                    new ImageBox(sx, sy, 1, 1), orientation.StoredBox(new ImageBox(x, y, 1, 1), film.Rows, film.Columns));
            }
        }
    }

    [Property(MaxTest = 200, Replay = "5,9", QuietOnSuccess = true)]
    public void GivenAnyBox_WhenMappedBack_ThenItCoversTheSamePixels(bool transpose, bool mirrorColumns, bool mirrorRows, int seed)
    {
        var random = new Random(seed);
        var orientation = new FilmOrientation(transpose, mirrorColumns, mirrorRows);
        var (rows, columns) = (random.Next(2, 30), random.Next(2, 30));
        var rect = new PixelRect(random.Next(columns), random.Next(rows), 0, 0);
        rect = rect with { Width = random.Next(1, columns - rect.X + 1), Height = random.Next(1, rows - rect.Y + 1) };

        var box = orientation.StoredBox(ImageBox.Of(rect), rows, columns);

        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var (sx, sy) = orientation.StoredPixel(x, y, rows, columns);
                var covered = sx >= box.X && sx + 1 <= box.X + box.Width && sy >= box.Y && sy + 1 <= box.Y + box.Height;
                Assert.Equal(rect.Contains(x, y), covered);
            }
        }
        Assert.Equal((double)rect.Area, box.Width * box.Height);
    }

    [Fact]
    public void GivenValuesThatDoNotFillTheFilm_WhenMade_ThenTheyAreRefused() =>
        Assert.Throws<ArgumentException>(() => new GreyImage(2, 2, new float[3]));
}
