using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Decoders against the tests' own encoders.</summary>
public class CodecTests
{
    [Theory]
    [InlineData(8, 8, 1)]
    [InlineData(16, 12, 1)]
    [InlineData(16, 16, 1)]
    [InlineData(8, 8, 3)]
    [InlineData(16, 16, 3)]
    public void GivenAnRleFrame_WhenDecoded_ThenEveryValueIsExact(int allocated, int stored, int samples)
    {
        var pixels = TestFilm.Pixels(37, 29, stored, samples);
        var file = TestFilm.Compressed(TestFilm.DataSet(37, 29, allocated, stored, samples), DicomTransferSyntax.RleLossless, RleEncoder.Encode(pixels, allocated, samples));
        Assert.Equal(pixels, TestFilm.Words(file));
    }

    public static TheoryData<int, int, int, int> LosslessKinds()
    {
        var kinds = new TheoryData<int, int, int, int>();
        for (var predictor = 1; predictor <= 7; predictor++)
        {
            kinds.Add(predictor, 12, 0, 0);
            kinds.Add(predictor, 16, 5, 0);
            kinds.Add(predictor, 8, 7, 1);
        }
        return kinds;
    }

    [Theory]
    [MemberData(nameof(LosslessKinds))]
    public void GivenALosslessJpeg_WhenDecoded_ThenEveryValueIsExact(int predictor, int precision, int linesPerRestart, int pointTransform)
    {
        var pixels = Array.ConvertAll(TestFilm.Pixels(33, 41, precision), p => (ushort)(p >> pointTransform << pointTransform));
        var stream = new JpegLosslessEncoder
        {
            Rows = 33,
            Columns = 41,
            Precision = precision,
            Predictor = predictor,
            LinesPerRestart = linesPerRestart,
            PointTransform = pointTransform,
        }.Encode(pixels);
        var file = TestFilm.Compressed(TestFilm.DataSet(33, 41, precision > 8 ? 16 : 8, precision), DicomTransferSyntax.JpegLossless, stream);
        Assert.Equal(pixels, TestFilm.Words(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GivenALosslessJpegInColour_WhenDecoded_ThenColoursAreInterleaved(bool separateScans)
    {
        var pixels = TestFilm.Pixels(17, 19, 8, samples: 3);
        var stream = new JpegLosslessEncoder { Rows = 17, Columns = 19, Precision = 8, Samples = 3, Predictor = 4, SeparateScans = separateScans }.Encode(pixels);
        Assert.Equal(pixels, TestFilm.Words(TestFilm.Compressed(TestFilm.DataSet(17, 19, 8, 8, 3), DicomTransferSyntax.JpegLossless, stream)));
    }

    [Fact]
    public void GivenValuesThatJumpByHalfTheRange_WhenDecodedLossless_ThenCategory16IsRight()
    {
        ushort[] pixels = [0, 32768, 0, 65535, 32767, 65535, 0, 32768, 1];
        var stream = new JpegLosslessEncoder { Rows = 3, Columns = 3, Precision = 16 }.Encode(pixels);
        Assert.Equal(pixels, TestFilm.Words(TestFilm.Compressed(TestFilm.DataSet(3, 3, 16, 16), DicomTransferSyntax.JpegLosslessSV1, stream)));
    }

    public static TheoryData<int, byte[], bool, int> SequentialKinds => new()
    {
        { 8, [0x11], false, 0 },
        { 12, [0x11], false, 0 },
        { 8, [0x11], false, 5 },
        { 8, [0x11, 0x11, 0x11], false, 0 },
        { 8, [0x11, 0x11, 0x11], true, 3 },
        { 8, [0x21, 0x11, 0x11], false, 0 },
        { 8, [0x22, 0x11, 0x11], false, 2 },
        { 8, [0x12, 0x11, 0x11], false, 0 },
        { 8, [0x22, 0x11, 0x11], true, 0 },
        { 12, [0x21, 0x11, 0x11], true, 1 },
    };

    [Theory, MemberData(nameof(SequentialKinds))]
    public void GivenASequentialJpeg_WhenDecoded_ThenValuesAreNear(int precision, byte[] sampling, bool separateScans, int unitsPerRestart)
    {
        const byte Step = 4;
        // Colours that follow each other slowly, so that halving and doubling them loses little.
        var pixels = TestFilm.Pixels(50, 43, precision, sampling.Length).Select((p, i) => (ushort)(sampling.Length == 1 ? p : Slope(i / 3 / 43, i / 3 % 43, i % 3, precision))).ToArray();
        var stream = new JpegSequentialEncoder { Rows = 50, Columns = 43, Precision = precision, Sampling = sampling, Step = Step, SeparateScans = separateScans, UnitsPerRestart = unitsPerRestart };
        var file = TestFilm.Compressed(TestFilm.DataSet(50, 43, precision > 8 ? 16 : 8, precision, sampling.Length), DicomTransferSyntax.JpegExtended, stream.Encode(pixels));
        var decoded = TestFilm.Words(file);
        var slopeLost = (1 << precision) / 64;
        Assert.InRange(pixels.Zip(decoded, (a, b) => Math.Abs(a - b)).Max(), 1, 2 * Step + (sampling.Length == 1 ? 0 : slopeLost));
    }

    private static int Slope(int y, int x, int colour, int bits) => (colour == 1 ? y * 5 : colour == 2 ? 255 - x * 5 : x + y) << (bits - 8);

    [Theory]
    [InlineData(12, 16, 10, 1030, 1023)]
    [InlineData(8, 8, 7, 130, 127)]
    public void GivenALossyJpegThatOvershootsTheStoredBits_WhenDecoded_ThenWhiteStaysWhite(int precision, int allocated, int stored, int grey, int expected)
    {
        var stream = new JpegFlatBlocksEncoder { Rows = 8, Columns = 8, Precision = precision }.Encode([grey]);
        var file = TestFilm.Compressed(TestFilm.DataSet(8, 8, allocated, stored), DicomTransferSyntax.JpegExtended, stream);
        Assert.All(TestFilm.Words(file), value => Assert.Equal(expected, value));
    }

    [Theory]
    [InlineData(0x11)]
    [InlineData(0x21)]
    [InlineData(0x12)]
    [InlineData(0x22)]
    [InlineData(0x44)]
    public void GivenAGreyJpegWithSamplingFactors_WhenDecoded_ThenItsBlocksLieRowAfterRow(byte sampling)
    {
        // 3 x 4 blocks, the last ones cut.
        var blocks = Enumerable.Range(1, 12).Select(b => b * 20).ToArray();
        var stream = new JpegFlatBlocksEncoder { Rows = 20, Columns = 27, Sampling = [sampling] }.Encode(blocks);
        var expected = Enumerable.Range(0, 20 * 27).Select(i => (ushort)blocks[i / 27 / 8 * 4 + i % 27 / 8]);
        Assert.Equal(expected, TestFilm.Words(TestFilm.Compressed(TestFilm.DataSet(20, 27, 8, 8), DicomTransferSyntax.JpegBaseline, stream)));
    }

    [Fact]
    public void GivenAColourJpegInSeparateScans_WhenDecoded_ThenEachColourIsItsOwn()
    {
        var stream = new JpegFlatBlocksEncoder { Rows = 8, Columns = 16, Sampling = [0x11, 0x11, 0x11] }.Encode([10, 20], [30, 40], [50, 60]);
        var decoded = TestFilm.Words(TestFilm.Compressed(TestFilm.DataSet(8, 16, 8, 8, 3), DicomTransferSyntax.JpegBaseline, stream));
        Assert.Equal([10, 30, 50, 20, 40, 60], [.. decoded[..3], .. decoded[^3..]]);
    }

    [Theory]
    [InlineData(0x22, 0x11)]
    [InlineData(0x21, 0x11)]
    [InlineData(0x12, 0x11)]
    [InlineData(0x41, 0x11)]
    [InlineData(0x22, 0x22)]
    [InlineData(0x22, 0x21)]
    public void GivenASubsampledColourJpegInSeparateScans_WhenDecoded_ThenEachSampleLiesInItsPlace(byte luminance, byte chroma)
    {
        int[] Blocks(byte sampling, int of8) => [.. Enumerable.Repeat(of8, 8 * (sampling >> 4) * (sampling & 15) / ((luminance >> 4) * (luminance & 15)))];
        int[] greys = [10, 20, 30, 40, 50, 60, 70, 80];
        var stream = new JpegFlatBlocksEncoder { Rows = 16, Columns = 32, Sampling = [luminance, chroma, chroma] }.Encode(greys, Blocks(chroma, 100), Blocks(chroma, 200));
        var decoded = TestFilm.Words(TestFilm.Compressed(TestFilm.DataSet(16, 32, 8, 8, 3), DicomTransferSyntax.JpegBaseline, stream));
        Assert.Equal(Enumerable.Range(0, 16 * 32).SelectMany(i => new ushort[] { (ushort)greys[i / 256 * 4 + i % 32 / 8], 100, 200 }), decoded);
    }

    [Fact]
    public void GivenAColourWhoseSamplesStandForNoWholeNumberOfPixels_WhenDecoded_ThenItIsRefused()
    {
        int[] all = [1, 2, 3, 4, 5, 6, 7, 8];
        var stream = new JpegFlatBlocksEncoder { Rows = 16, Columns = 24, Sampling = [0x31, 0x21, 0x21] }.Encode(all[..6], all[..4], all[..4]);
        var file = TestFilm.Compressed(TestFilm.DataSet(16, 24, 8, 8, 3), DicomTransferSyntax.JpegBaseline, stream);
        Assert.Equal(RefusalCodes.UnsupportedTransferSyntax, Assert.Throws<DicomException>(() => Decoded.Frame(file)).Code);
    }

    [Theory]
    [InlineData(24, 21, 12, "24 x 20 pixels")]
    [InlineData(23, 20, 12, "24 x 20 pixels")]
    [InlineData(24, 20, 14, "12 bits a value")]
    public void GivenACodestreamOfAnotherSizeOrDepth_WhenDecoded_ThenItIsRefused(int rows, int columns, int stored, string said)
    {
        var stream = new JpegLosslessEncoder { Rows = 24, Columns = 20, Precision = 12 }.Encode(TestFilm.Pixels(24, 20, 12));
        var file = TestFilm.Compressed(TestFilm.DataSet(rows, columns, 16, stored), DicomTransferSyntax.JpegLossless, stream);
        var error = Assert.Throws<DicomException>(() => Decoded.Frame(file));
        Assert.Equal(RefusalCodes.Corrupt, error.Code);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenOverlayBitsAboveTheStoredOnes_WhenDecoded_ThenTheyAreCutOff()
    {
        var file = TestFilm.Native(TestFilm.DataSet(1, 3, 16, 12), [0xF123, 0x8FFF, 0x0000]);
        Assert.Equal([0x123, 0xFFF, 0], Decoded.Frame(file).Words);
    }

    [Fact]
    public void GivenSignedValues_WhenDecoded_ThenTheSignReachesTheWholeWord()
    {
        var dataset = TestFilm.DataSet(1, 3, 16, 12).AddOrUpdate(DicomTags.PixelRepresentation, 1);
        var frame = Decoded.Frame(TestFilm.Native(dataset, [0x0800, 0x0FFF, 0x07FF]));
        Assert.Equal([-2048, -1, 2047], new[] { frame[0], frame[1], frame[2] });
    }

    [Fact]
    public void GivenPlanarColour_WhenDecoded_ThenItIsInterleaved()
    {
        var dataset = TestFilm.DataSet(1, 2, 8, 8, 3).AddOrUpdate(DicomTags.PlanarConfiguration, 1);
        Assert.Equal([1, 3, 5, 2, 4, 6], Decoded.Frame(TestFilm.Native(dataset, [1, 2, 3, 4, 5, 6])).Words);
    }

    [Fact]
    public void GivenOneBitFrames_WhenDecoded_ThenEachBeginsAtItsBit()
    {
        var dataset = TestFilm.DataSet(1, 3, 1, 1).AddOrUpdate(DicomTags.NumberOfFrames, 2)
            .AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OB, new byte[] { 0b0011_0101, 0 }));
        Assert.Equal([0, 1, 1], Decoded.Frame(new DicomFile(dataset), 1).Words);
    }

    [Fact]
    public void GivenThirtyTwoBits_WhenDecoded_ThenTheyStayThirtyTwo()
    {
        var dataset = TestFilm.DataSet(1, 1, 32, 32).AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, new byte[] { 1, 2, 3, 4 }));
        Assert.Equal([1, 2, 3, 4], Decoded.Frame(new DicomFile(dataset)).ToLittleEndianBytes());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GivenFramesOfSeveralFragments_WhenDecoded_ThenEachFrameIsItsOwn(bool withTable)
    {
        var first = new JpegLosslessEncoder { Rows = 9, Columns = 8, Precision = 12 }.Encode(TestFilm.Pixels(9, 8, 12, seed: 1));
        var second = new JpegLosslessEncoder { Rows = 9, Columns = 8, Precision = 12 }.Encode(TestFilm.Pixels(9, 8, 12, seed: 2));
        byte[] Even(byte[] b) => b.Length % 2 == 0 ? b : [.. b, 0];
        ReadOnlyMemory<byte>[] fragments = [first.AsMemory(0, 20), Even(first[20..]), second.AsMemory(0, 30), Even(second[30..])];
        byte[] table = withTable ? [0, 0, 0, 0, .. BitConverter.GetBytes(16 + fragments[0].Length + fragments[1].Length)] : [];
        var dataset = TestFilm.DataSet(9, 8, 16, 12).AddOrUpdate(DicomTags.NumberOfFrames, 2)
            .AddOrUpdate(new DicomFragmentSequence(DicomTags.PixelData, DicomVR.OB, table, fragments));
        var file = new DicomFile(dataset, DicomTransferSyntax.JpegLossless);
        Assert.Equal(TestFilm.Pixels(9, 8, 12, seed: 1), TestFilm.Words(file, 0));
        Assert.Equal(TestFilm.Pixels(9, 8, 12, seed: 2), TestFilm.Words(file, 1));
    }

    [Fact]
    public void GivenNativeFrames_WhenOneIsAskedFor_ThenItsBytesComeAsStored()
    {
        var dataset = TestFilm.DataSet(1, 2, 16, 12).AddOrUpdate(DicomTags.NumberOfFrames, 2);
        var file = TestFilm.Native(dataset, [1, 2, 3, 4]);
        Assert.Equal([3, 0, 4, 0], PixelDecoder.GetFrameBytes(file, 1).ToArray());
        Assert.Throws<DicomException>(() => PixelDecoder.GetFrameBytes(file, 2));
    }
}
