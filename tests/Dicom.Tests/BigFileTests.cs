using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Json;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Files larger than memory should ever have to hold: their attributes and one frame cost what they are, not what the file is.</summary>
public class BigFileTests
{
    private const int Rows = 1000;
    private const int Columns = 500;
    private const int FrameBytes = Rows * Columns * 2;
    private const int Frames = 3000; // 3 GB

    [Fact]
    public async Task GivenAFileOf3GB_WhenOpened_ThenItsHeaderAndAFrameInTheMiddleAreRightAndNothingElseIsRead()
    {
        using var path = new TemporaryFile();
        var header = Header(false).Header(0x7FE0, 0x0010, "OW", FrameBytes * (uint)Frames).ToFile(DicomTransferSyntax.ExplicitVRLittleEndian);
        using (var file = File.Create(path.Path))
        {
            file.Write(header);
            file.SetLength(header.Length + (long)FrameBytes * Frames);
            WriteRamp(file, header.Length + 2000L * FrameBytes);
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var film = await DicomFile.OpenAsync(path.Path, DicomReadLimits.Kept);
        Assert.Equal("Doe^Big", film.Dataset.GetString(DicomTags.PatientName));
        Assert.Equal(FrameBytes * (long)Frames, ((DicomElement)film.Dataset.Find(DicomTags.PixelData)!).Length);
        using (var json = new Utf8JsonWriter(Stream.Null))
            DicomJson.Write(film.Dataset, json);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);

        var frame = Decoded.Frame(film, 2000);
        var dark = Decoded.Frame(film, 1999);

        // The bytes of two frames, and their values.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4 * FrameBytes, 5 * FrameBytes);
        Assert.Equal(Ramp(), frame.Words);
        Assert.True(dark.Words.AsSpan().IndexOfAnyExcept((ushort)0) < 0);
    }

    [Fact]
    public async Task GivenFragmentsBeyond2GB_WhenAFrameIsAskedFor_ThenItIsReadByItsRange()
    {
        using var path = new TemporaryFile();
        var header = Header(true).Header(0x7FE0, 0x0010, "OB", RawDicom.Undefined).Item(0).Item(1_200_000_000).ToFile(DicomTransferSyntax.RleLossless);
        var last = RleEncoder.Encode(Ramp(), 16, 1);
        using (var file = File.Create(path.Path))
        {
            file.Write(header);
            file.Position += 1_200_000_000;
            file.Write(new RawDicom().Item(1_200_000_000).ToDataSet());
            file.Position += 1_200_000_000;
            file.Write(new RawDicom().Item((uint)last.Length).Bytes(last).EndSequence().ToDataSet());
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var film = await DicomFile.OpenAsync(path.Path, DicomReadLimits.Kept);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(Ramp(), Decoded.Frame(film, 2).Words);
    }

    [Fact]
    public async Task GivenAFileThatIsCutAfterItWasOpened_WhenItsPixelsAreAskedFor_ThenThatIsSaid()
    {
        using var path = TemporaryFile.Of(TestFilm.Native(TestFilm.DataSet(512, 512, 16, 12), TestFilm.Pixels(512, 512, 12)).ToBytes().Span);
        using var film = await DicomFile.OpenAsync(path.Path);
        using (var file = new FileStream(path.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            file.SetLength(5000);
        var error = Assert.Throws<DicomException>(() => PixelDecoder.GetFrameBytes(film));
        Assert.Contains("became shorter", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 16)]
    [InlineData(true, 32)]
    public async Task GivenAFilmOnTheDisk_WhenReadInEitherByteOrder_ThenItsFramesAndItsHashAreThoseOfMemory(bool bigEndian, int bits)
    {
        var dataset = TestFilm.DataSet(600, 300, bits, 12).AddOrUpdate(DicomTags.NumberOfFrames, 3);
        var pixels = new byte[3 * 600 * 300 * bits / 8];
        for (var i = 0; i < pixels.Length; i += bits / 8)
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(i), (ushort)(i * 7 % 4096));
        var film = new DicomFile(dataset.AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, pixels)));
        var syntax = bigEndian ? DicomTransferSyntax.ExplicitVRBigEndian : DicomTransferSyntax.ImplicitVRLittleEndian;
        using var path = TemporaryFile.Of(film.ToBytes(new DicomWriteOptions { TransferSyntax = syntax }).Span);
        using var read = await DicomFile.OpenAsync(path.Path);
        Assert.False(((DicomElement)read.Dataset.Find(DicomTags.PixelData)!).Value.IsInMemory);
        Assert.Equal(ContentHash.Compute(film.Dataset), ContentHash.Compute(read.Dataset));
        for (var frame = 0; frame < 3; frame++)
            Assert.Equal(Decoded.Frame(film, frame).ToLittleEndianBytes(), Decoded.Frame(read, frame).ToLittleEndianBytes());
    }

    [Fact]
    public async Task GivenAStreamOfAFile_WhenReadFromAPlaceWithinIt_ThenItIsTheFilmThere()
    {
        var film = TestFilm.Native(TestFilm.DataSet(512, 512, 16, 12), TestFilm.Pixels(512, 512, 12));
        using var path = TemporaryFile.Of([.. Encoding.ASCII.GetBytes("something before"), .. film.ToBytes().Span]);
        await using var stream = File.OpenRead(path.Path);
        stream.Position = 16;
        using var read = await DicomFile.ReadAsync(stream);
        Assert.Equal(Decoded.Frame(film).Words, Decoded.Frame(read).Words);
    }

    private static RawDicom Header(bool compressed) => new RawDicom()
        .Text(DicomTags.SOPClassUID, "UI", SopClasses.ComputedRadiography)
        .Text(DicomTags.SOPInstanceUID, "UI", "2.25.7")
        .Text(DicomTags.PatientName, "PN", "Doe^Big")
        .Words(DicomTags.SamplesPerPixel, "US", 1)
        .Text(DicomTags.PhotometricInterpretation, "CS", "MONOCHROME2")
        .Text(DicomTags.NumberOfFrames, "IS", compressed ? "3" : "3000")
        .Words(DicomTags.Rows, "US", Rows)
        .Words(DicomTags.Columns, "US", Columns)
        .Words(DicomTags.BitsAllocated, "US", 16)
        .Words(DicomTags.BitsStored, "US", 12)
        .Words(DicomTags.HighBit, "US", 11)
        .Words(DicomTags.PixelRepresentation, "US", 0);

    private static ushort[] Ramp() => [.. Enumerable.Range(0, Rows * Columns).Select(i => (ushort)(i % 4096))];

    private static void WriteRamp(FileStream file, long at)
    {
        file.Position = at;
        var bytes = new byte[FrameBytes];
        for (var i = 0; i < bytes.Length / 2; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), (ushort)(i % 4096));
        file.Write(bytes);
    }
}
