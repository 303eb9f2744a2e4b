using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>A fragment of odd length in the middle of a frame was padded when written: the rest of the codestream shifted by a byte, and other pixels came out.</summary>
public class Dcm004_OddFragmentWithinAFrame
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void GivenFramesInFragmentsOfOddLength_WhenWrittenAgain_ThenTheirPixelsStay(int frames)
    {
        var (rows, columns) = (24, 20);
        var streams = Enumerable.Range(1, frames).Select(seed => new JpegLosslessEncoder { Rows = rows, Columns = columns, Precision = 12 }
            .Encode(TestFilm.Pixels(rows, columns, 12, seed: seed))).ToArray();
        byte[][] fragments = [.. streams.SelectMany(s => new[] { s[..7], s[7..12], s[12..] })];
        var table = new byte[4 * frames];
        for (var i = 1; i < frames; i++)
            BitConverter.TryWriteBytes(table.AsSpan(4 * i), 3 * 8 + streams[0].Length);
        var file = new DicomFile(TestFilm.DataSet(rows, columns, 16, 12).AddOrUpdate(DicomTags.NumberOfFrames, frames).AddOrUpdate(
            new DicomFragmentSequence(DicomTags.PixelData, DicomVR.OB, table, [.. fragments.Select(f => new ReadOnlyMemory<byte>(f))])), DicomTransferSyntax.JpegLosslessSV1);

        var again = DicomFile.Read(file.ToBytes());
        for (var frame = 0; frame < frames; frame++)
            Assert.Equal(TestFilm.Pixels(rows, columns, 12, seed: frame + 1), Decoded.Frame(again, frame).Words);
    }
}
