using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Huffman codes that were misread resynchronise and look whole: what gives them away is what they leave over, and values out of range.</summary>
public class JpegDamageTests
{
    public static TheoryData<string, byte[]> Padding => new()
    {
        { "lossless", [0] },
        { "lossless", [0xFF, 0, 0xFF, 0, 0, 0] },
        { "lossless", [0xFF, 0xFF, 0xFF] },
        { "lossless", [0xFF, 0xD2] },
        { "baseline", [0xFF, 0, 0xFF, 0, 0, 0] },
        { "baseline", [0xFF, 0xFF, 0xFF] },
        { "baseline", [0xFF, 0xD0] },
    };

    [Theory, MemberData(nameof(Padding))]
    public void GivenPaddingBeforeTheEndMarker_WhenDecoded_ThenItIsNoDamage(string syntax, byte[] padding)
    {
        var (file, stream) = Film(syntax);
        Assert.Equal(Decoded.Frame(file).Words, Decode(file, [.. stream[..^2], .. padding, .. stream[^2..]]));
    }

    public static TheoryData<string, byte[]> LeftOver => new()
    {
        { "lossless", [0x12, 0x34] },
        { "lossless", new byte[100] },
        { "lossless", [0xFF, 0xD2, 0x12, 0x34] },
        { "lossless", [0xFF, 0xD2, 0xFF, 0xD3] },
        { "baseline", [0x12, 0x34] },
        { "baseline", new byte[100] },
        { "baseline", [0xFF, 0xD0, 0x12, 0x34] },
    };

    [Theory, MemberData(nameof(LeftOver))]
    public void GivenCodesOrIntervalsLeftOver_WhenDecoded_ThenTheFilmIsRefused(string syntax, byte[] leftOver)
    {
        var (file, stream) = Film(syntax);
        AssertDamaged(file, [.. stream[..^2], .. leftOver, .. stream[^2..]]);
    }

    [Fact]
    public void GivenAnIntervalThatEndsTooLate_WhenDecoded_ThenTheFilmIsRefused()
    {
        var (file, stream) = Film("lossless");
        var restart = stream.AsSpan().IndexOf(new byte[] { 0xFF, 0xD0 });
        AssertDamaged(file, [.. stream[..restart], 0x12, .. stream[restart..]]);
    }

    [Theory]
    [InlineData(0x7F, false)]
    [InlineData(0x00, false)]
    [InlineData(0x55, true)]
    public void GivenTheBitsBehindTheLastCode_WhenTheyAreNeitherOnesNorZeros_ThenTheFilmIsRefused(byte last, bool damaged)
    {
        // 5 bits of category, 7 of difference, 5 of end of block: 7 are left of the third byte.
        var stream = new JpegFlatBlocksEncoder { Rows = 8, Columns = 8 }.Encode([10]);
        Assert.Equal(0x7F, stream[^3]);
        stream[^3] = last;
        var file = TestFilm.Compressed(TestFilm.DataSet(8, 8, 8, 8), DicomTransferSyntax.JpegBaseline, stream);
        if (damaged)
            AssertDamaged(file, stream);
        else
            Assert.All(Decoded.Frame(file).Words, value => Assert.Equal(10, value));
    }

    [Theory]
    [InlineData(8, 8, 300)]
    [InlineData(8, 8, -40)]
    [InlineData(12, 16, 5000)]
    public void GivenABlockWhoseMeanIsOutOfRange_WhenDecoded_ThenTheFilmIsRefused(int precision, int allocated, int mean)
    {
        var stream = new JpegFlatBlocksEncoder { Rows = 8, Columns = 24, Precision = precision }.Encode([100, mean, 100]);
        AssertDamaged(TestFilm.Compressed(TestFilm.DataSet(8, 24, allocated, precision), DicomTransferSyntax.JpegExtended, stream), stream);
    }

    [Theory]
    [InlineData(12, 12, 4096)]
    [InlineData(12, 10, 0xFFFF)]
    [InlineData(15, 15, 0x8000)]
    public void GivenALosslessSampleOfMoreBitsThanThePrecision_WhenDecoded_ThenTheFilmIsRefused(int precision, int stored, int sample)
    {
        var pixels = TestFilm.Pixels(9, 8, stored);
        pixels[40] = (ushort)sample;
        var stream = new JpegLosslessEncoder { Rows = 9, Columns = 8, Precision = precision }.Encode(pixels);
        AssertDamaged(TestFilm.Compressed(TestFilm.DataSet(9, 8, 16, stored), DicomTransferSyntax.JpegLossless, stream), stream);
    }

    private static (DicomFile File, byte[] Stream) Film(string syntax)
    {
        var file = TestFilm.InEverySyntax().Single(f => f.Name == syntax).File;
        return (file, ((DicomFragmentSequence)file.Dataset.Find(DicomTags.PixelData)!).Fragments[0].ToArray());
    }

    private static ushort[] Decode(DicomFile film, byte[] stream) =>
        Decoded.Frame(TestFilm.Compressed(TestFilm.DataSet(
            film.Dataset.GetSingleValueOrDefault(DicomTags.Rows, 0), film.Dataset.GetSingleValueOrDefault(DicomTags.Columns, 0),
            film.Dataset.GetSingleValueOrDefault(DicomTags.BitsAllocated, 0), film.Dataset.GetSingleValueOrDefault(DicomTags.BitsStored, 0)),
            film.TransferSyntax, stream)).Words;

    private static void AssertDamaged(DicomFile film, byte[] stream) =>
        Assert.Equal(RefusalCodes.Corrupt, Assert.Throws<DicomException>(() => Decode(film, stream)).Code);
}
