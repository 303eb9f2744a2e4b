using System.IO.Compression;
using System.Text;
using OpenCvSharp;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Films;

namespace OxiPortal.Inference.Tests.Films;

public sealed class FilmFileTests
{
    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    public void GivenAGreyPictureOfEightBits_WhenRead_ThenItIsAFilmWithoutSpacingOrOrientation(string extension)
    {
        using var picture = Gradient(MatType.CV_8UC1, 255);

        var film = Read(Encode(extension, picture));

        Assert.Equal((60, 80), (film.Image.Rows, film.Image.Columns));
        Assert.Null(film.Spacing);
        Assert.Null(film.Orientation);
        Assert.Equal(picture.At<byte>(30, 40), film.Image.Values[30 * 80 + 40], 3f);
    }

    [Fact]
    public void GivenAPngOfSixteenBits_WhenRead_ThenNoValueIsLost()
    {
        using var picture = Gradient(MatType.CV_16UC1, 65535);

        var film = Read(Encode(".png", picture));

        Assert.Equal(picture.At<ushort>(30, 40), film.Image.Values[30 * 80 + 40]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenAGreyPictureStoredInColour_WhenRead_ThenItIsAFilm(bool withAlpha)
    {
        using var grey = Gradient(MatType.CV_8UC1, 255);
        using var colour = new Mat();
        Cv2.CvtColor(grey, colour, withAlpha ? ColorConversionCodes.GRAY2BGRA : ColorConversionCodes.GRAY2BGR);

        Assert.Equal(grey.At<byte>(30, 40), Read(Encode(".png", colour)).Image.Values[30 * 80 + 40]);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    public void GivenAColourPicture_WhenRead_ThenItIsRefusedAsNotGrey(string extension)
    {
        using var picture = new Mat(60, 80, MatType.CV_8UC3, new Scalar(30, 90, 200));

        Assert.Equal(RefusalCodes.NotGrey, Refused(Encode(extension, picture)).Code);
    }

    public static TheoryData<string, byte[], string> Hostile => new()
    {
        { "empty", [], RefusalCodes.Corrupt },
        { "text", Encoding.UTF8.GetBytes("Dear radiologist,\nplease find attached\n"), RefusalCodes.NotDicom },
        { "zip", Zip(), RefusalCodes.UnsupportedFormat },
        { "gif", [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0], RefusalCodes.UnsupportedFormat },
        { "pdf", [.. "%PDF-1.7\n"u8, 1, 2, 3], RefusalCodes.UnsupportedFormat },
        { "png without a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], RefusalCodes.Corrupt },
        { "jpeg without a picture", [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0], RefusalCodes.Corrupt },
        { "png of a billion pixels", HugePng(), RefusalCodes.TooLarge },
        { "preamble and nothing", [.. new byte[128], .. "DICM"u8], RefusalCodes.Corrupt },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void GivenAFileThatIsNoFilm_WhenRead_ThenItIsRefusedWithItsCodeAndASentence(string what, byte[] bytes, string code)
    {
        var refusal = Refused(bytes);

        Assert.True(code == refusal.Code, $"{what}: {refusal}");
        Assert.EndsWith(".", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenRandomBytes_WhenRead_ThenTheyAreRefused()
    {
        var random = new Random(4711);
        for (var i = 0; i < 50; i++)
        {
            var bytes = new byte[random.Next(1, 4096)];
            random.NextBytes(bytes);
            Assert.IsType<FilmReading.Refused>(Reading(bytes));
        }
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    public void GivenATruncatedPicture_WhenRead_ThenItIsRefusedAsCorruptWhereverItEnds(string extension)
    {
        using var picture = Gradient(MatType.CV_8UC1, 255);
        var whole = Encode(extension, picture);

        for (var length = 8; length < whole.Length - 1; length += 7)
            Assert.Equal(RefusalCodes.Corrupt, Refused(whole[..length]).Code);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    public void GivenADamagedPicture_WhenRead_ThenItIsReadOrRefusedAndNothingEscapes(string extension)
    {
        using var picture = Gradient(MatType.CV_8UC1, 255);
        var whole = Encode(extension, picture);
        var random = new Random(42);

        for (var i = 0; i < 30; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var hit = 0; hit < 3; hit++)
                damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
            if (Reading(damaged) is FilmReading.Read { Film: var film })
                Assert.Equal(film.Image.Rows * film.Image.Columns, film.Image.Values.Length);
        }
    }

    [Fact]
    public async Task GivenAStreamThatCannotSeek_WhenRead_ThenItIsReadToItsEnd()
    {
        using var picture = Gradient(MatType.CV_8UC1, 255);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(Encode(".png", picture));
        packed.Position = 0;
        await using var unseekable = new GZipStream(packed, CompressionMode.Decompress);

        Assert.IsType<FilmReading.Read>(await FilmFile.ReadAsync(unseekable, PixelDecoder.Managed, CancellationToken.None));
    }

    // The managed decoder answers at once.
    private static FilmReading Reading(byte[] bytes) => FilmFile.ReadAsync(bytes, PixelDecoder.Managed, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static Film Read(byte[] bytes) => Assert.IsType<FilmReading.Read>(Reading(bytes)).Film;

    private static Refusal Refused(byte[] bytes) => Assert.IsType<FilmReading.Refused>(Reading(bytes)).Refusal;

    private static byte[] Encode(string extension, Mat picture)
    {
        Cv2.ImEncode(extension, picture, out var bytes);
        return bytes;
    }

    private static Mat Gradient(MatType type, int top)
    {
        const int Rows = 60, Columns = 80;
        var picture = new Mat(Rows, Columns, type);
        for (var y = 0; y < Rows; y++)
        {
            for (var x = 0; x < Columns; x++)
            {
                var grey = (x + y) * top / 138;
                if (type == MatType.CV_16UC1)
                    picture.Set(y, x, (ushort)grey);
                else
                    picture.Set(y, x, (byte)grey);
            }
        }
        return picture;
    }

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            zip.CreateEntry("film.dcm");
        return stream.ToArray();
    }

    // A valid header that claims 40000 x 40000 pixels, and next to no data.
    private static byte[] HugePng() =>
    [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
        0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40, 8, 0, 0, 0, 0, 1, 2, 3, 4,
        0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82,
    ];
}
