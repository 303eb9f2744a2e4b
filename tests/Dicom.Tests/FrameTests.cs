using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Which fragments are which frame. PS3.5 section A.4, PS3.3 C.7.6.3.1.8.</summary>
public class FrameTests
{
    // Codestreams in name only: a start, a body and an end, of even and of odd length.
    private static readonly byte[] One = [0xFF, 0xD8, 0xFF, 0xE0, 1, 1, 1, 1, 0xFF, 0xD9];
    private static readonly byte[] Two = [0xFF, 0xD8, 0xFF, 0xE0, 2, 2, 2, 0xFF, 0xD9];
    private static readonly byte[] Three = [0xFF, 0xD8, 0xFF, 0xE0, 3, 3, 0xFF, 0xD9];

    // Its second half begins like a codestream of its own: a small picture within a header.
    private static readonly byte[] Nested = [0xFF, 0xD8, 0xFF, 0xE1, 9, 9, 0xFF, 0xD8, 0xFF, 0xE0, 9, 9, 0xFF, 0xD9];
    private static readonly byte[] Jpeg2000 = [0xFF, 0x4F, 0xFF, 0x51, 4, 4, 0xFF, 0x4F, 0xFF, 0x51, 4, 0xFF, 0xD9, 0];

    public static TheoryData<string, byte[][], byte[][]> WithoutTable => new()
    {
        { "a fragment a frame", [One, Two, Three], [One, Two, Three] },
        { "frames across fragments", [One[..4], One[4..], Two, Three[..4], Three[4..6], Three[6..]], [One, Two, Three] },
        { "empty fragments", [[], One[..4], [], One[4..], [], Two, Three, []], [One, Two, Three] },
        { "a fragment that begins like a codestream within one", [Nested[..6], Nested[6..], One], [Nested, One] },
        { "the same in JPEG 2000, padded", [Jpeg2000[..6], Jpeg2000[6..], Jpeg2000[..4], Jpeg2000[4..]], [Jpeg2000, Jpeg2000] },
        { "one frame of many fragments", [One[..2], One[2..4], [], One[4..]], [One] },
    };

    [Theory, MemberData(nameof(WithoutTable))]
    public async Task GivenNoTable_WhenFramesAreRead_ThenTheyEndAndBeginWhereCodestreamsDo(string name, byte[][] fragments, byte[][] frames)
    {
        Assert.NotEmpty(name);
        await AssertFramesAsync(Film([], fragments, frames.Length), frames);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenATable_WhenFramesAreRead_ThenItTellsThem(bool extended)
    {
        // Nothing here looks like a codestream. When written, an odd fragment within a frame is joined to the next, one at its end is padded, and the table moves along.
        byte[][] fragments = [[1, 2, 3], [4], [5, 6], [], [7, 8, 9, 10, 11]];
        byte[][] frames = [[1, 2, 3, 4], [5, 6], [7, 8, 9, 10, 11, 0]];
        ulong[] offsets = [0, 8 + 3 + 8 + 1, 8 + 3 + 8 + 1 + 8 + 2 + 8];
        var film = Film(extended ? [] : offsets, fragments, 3);
        if (extended)
            film.Dataset.AddOrUpdate(DicomTags.ExtendedOffsetTable, offsets);
        await AssertFramesAsync(DicomFile.Read(film.ToBytes()), frames);
    }

    [Fact]
    public async Task GivenLengthsBesideAnExtendedTable_WhenFramesAreRead_ThenPaddingIsNotPartOfThem()
    {
        var film = Film([], [[1, 2, 3, 0], [4, 5, 6, 7]], 2);
        film.Dataset.AddOrUpdate(DicomTags.ExtendedOffsetTable, 0UL, 12UL).AddOrUpdate(DicomTags.ExtendedOffsetTableLengths, 3UL, 4UL);
        await AssertFramesAsync(film, [[1, 2, 3], [4, 5, 6, 7]]);
        film.Dataset.AddOrUpdate(DicomTags.ExtendedOffsetTableLengths, 5UL, 4UL);
        Assert.Equal(DicomTags.ExtendedOffsetTableLengths, Assert.Throws<DicomException>(() => PixelDecoder.GetFrameBytes(film)).Tag);
    }

    public static TheoryData<string, ulong[], int> WrongTables => new()
    {
        { "fewer entries than frames", [0, 18], 3 },
        { "more entries than frames", [0, 18, 36], 2 },
        { "not at a fragment", [0, 17, 36], 3 },
        { "behind the end", [0, 18, 400], 3 },
        { "out of order", [0, 35, 18], 3 },
        { "twice the same", [0, 18, 18], 3 },
        { "not from the first fragment", [18, 35], 2 },
    };

    [Theory, MemberData(nameof(WrongTables))]
    public void GivenAWrongTable_WhenAFrameIsRead_ThenItIsRefusedRatherThanGuessed(string name, ulong[] offsets, int frames)
    {
        Assert.NotEmpty(name);
        var error = Assert.Throws<DicomException>(() => PixelDecoder.GetFrameBytes(Film(offsets, [One, Two, Three], frames)));
        Assert.Equal((RefusalCodes.Corrupt, DicomTags.PixelData), (error.Code, error.Tag));
    }

    /// <summary>PS3.5 section A.4: all fragments are the one frame, whatever a table says of them.</summary>
    [Theory]
    [InlineData(new ulong[] { 5 })]
    [InlineData(new ulong[] { 18 })]
    [InlineData(new ulong[] { 0, 18 })]
    [InlineData(new ulong[] { 0, 0, 0 })]
    [InlineData(new ulong[] { 4_000_000_000 })]
    public void GivenAWrongTableOfOneFrame_WhenItIsRead_ThenItIsAllFragments(ulong[] offsets)
    {
        byte[][] fragments = [One[..6], One[6..]];
        Assert.Equal(One, PixelDecoder.GetFrameBytes(Film(offsets, fragments, 1)).ToArray());
        var extended = Film([], fragments, 1);
        extended.Dataset.AddOrUpdate(DicomTags.ExtendedOffsetTable, offsets).AddOrUpdate(DicomTags.ExtendedOffsetTableLengths, Array.ConvertAll(offsets, o => o + 1));
        Assert.Equal(One, PixelDecoder.GetFrameBytes(extended).ToArray());
    }

    public static TheoryData<string, byte[][], int> Undecidable => new()
    {
        { "fewer codestreams than frames", [One, Two[..4], Two[4..]], 4 },
        { "more codestreams than frames", [One, Two, Three], 2 },
        { "no codestreams", [[1, 2], [3, 4], [5, 6]], 2 },
        { "a codestream without end", [One[..8], Two[..4], Two[4..]], 2 },
        { "nothing", [], 1 },
        { "nothing but empty fragments", [[], []], 2 },
    };

    [Theory, MemberData(nameof(Undecidable))]
    public void GivenFragmentsThatCannotBeToldApart_WhenAFrameIsRead_ThenItIsRefused(string name, byte[][] fragments, int frames)
    {
        Assert.NotEmpty(name);
        Assert.Equal(RefusalCodes.Corrupt, Assert.Throws<DicomException>(() => PixelDecoder.GetFrameBytes(Film([], fragments, frames))).Code);
    }

    private static async Task AssertFramesAsync(DicomFile film, byte[][] frames)
    {
        using var path = TemporaryFile.Of(film.ToBytes().Span);
        using var onDisk = await DicomFile.OpenAsync(path.Path);
        for (var i = 0; i < frames.Length; i++)
        {
            Assert.Equal(frames[i], PixelDecoder.GetFrameBytes(film, i).ToArray());
            // What lies in a file has even fragments.
            Assert.Equal(frames[i], PixelDecoder.GetFrameBytes(onDisk, i).Span[..frames[i].Length].ToArray());
        }
    }

    private static DicomFile Film(ulong[] offsets, byte[][] fragments, int frames)
    {
        var table = new byte[offsets.Length * 4];
        for (var i = 0; i < offsets.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(i * 4), (uint)offsets[i]);
        return new DicomFile(
            TestFilm.DataSet(2, 2, 8, 8).AddOrUpdate(DicomTags.NumberOfFrames, frames)
                .AddOrUpdate(new DicomFragmentSequence(DicomTags.PixelData, DicomVR.OB, table, [.. fragments.Select(f => new ReadOnlyMemory<byte>(f))])),
            DicomTransferSyntax.JpegBaseline);
    }
}
