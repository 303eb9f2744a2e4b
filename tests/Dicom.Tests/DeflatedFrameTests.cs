using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Deflated Image Frame Compression, PS3.5 A.4.13: each frame a stream of its own.</summary>
public class DeflatedFrameTests
{
    private static readonly ushort[] Pixels = TestFilm.Pixels(9, 7, 8);

    [Fact]
    public void GivenADeflatedFrame_WhenDecoded_ThenEveryValueIsExact() => Assert.Equal(Pixels, TestFilm.Words(Film(Bytes())));

    [Fact]
    public void GivenFramesOfOneBit_WhenDecoded_ThenEachBeginsAtItsFirstByte()
    {
        var dataset = TestFilm.DataSet(1, 3, 1, 1).AddOrUpdate(DicomTags.NumberOfFrames, 2);
        var file = TestFilm.Compressed(dataset, DicomTransferSyntax.DeflatedImageFrame, RawDicom.Deflate([0b101]), RawDicom.Deflate([0b110]));
        Assert.Equal([1, 0, 1], TestFilm.Words(file, 0));
        Assert.Equal([0, 1, 1], TestFilm.Words(file, 1));
    }

    [Fact]
    public void GivenAPaddedFrame_WhenDecoded_ThenThePaddingIsNoDamage() => Assert.Equal(Pixels, TestFilm.Words(Film([.. Bytes(), 0])));

    [Fact]
    public void GivenAFrameOfAnotherSize_WhenDecoded_ThenItIsRefused()
    {
        AssertRefused(RawDicom.Deflate(Bytes()[..^1]));
        AssertRefused(RawDicom.Deflate([.. Bytes(), 0, 0]));
    }

    [Fact]
    public void GivenAStreamCutAtAnyByte_WhenDecoded_ThenNothingHalfGreyComesOut()
    {
        var whole = RawDicom.Deflate(Bytes());
        for (var length = 0; length < whole.Length - 1; length++)
        {
            try
            {
                // What is cut off may only be the stream's end mark.
                Assert.Equal(Pixels, Decoded.Frame(Compressed(whole[..length])).Words);
            }
            catch (DicomException error)
            {
                Assert.Equal(RefusalCodes.Corrupt, error.Code);
            }
        }
    }

    [Fact]
    public void GivenAHugeFrameOverAFewBytes_WhenDecoded_ThenNoMemoryIsTakenForIt()
    {
        var file = TestFilm.Compressed(TestFilm.DataSet(9000, 9000, 16, 16), DicomTransferSyntax.DeflatedImageFrame, RawDicom.Deflate(new byte[1000]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(RefusalCodes.Corrupt, Assert.Throws<DicomException>(() => Decoded.Frame(file)).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Bytes() => Array.ConvertAll(Pixels, p => (byte)p);

    private static DicomFile Film(byte[] frame) => Compressed(RawDicom.Deflate(frame));

    private static DicomFile Compressed(byte[] stream) => TestFilm.Compressed(TestFilm.DataSet(9, 7, 8, 8), DicomTransferSyntax.DeflatedImageFrame, stream);

    private static void AssertRefused(byte[] stream) => Assert.Equal(RefusalCodes.Corrupt, Assert.Throws<DicomException>(() => Decoded.Frame(Compressed(stream))).Code);
}
