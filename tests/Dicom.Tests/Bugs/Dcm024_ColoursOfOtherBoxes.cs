using OxiPortal.Dicom.Tests.Isolation;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// A JP2 file within a film whose boxes say that its channels come in another order, one is no colour, or the colours are others than the tags say:
/// the boxes were taken off unread, and false colours were shown.
/// </summary>
public class Dcm024_ColoursOfOtherBoxes
{
    private const int Rgb = 16, Ycc = 18;

    [Theory]
    [InlineData(new[] { 0, 0, 1, 1, 0, 2, 2, 0, 3 }, Rgb, "RGB", true)]
    [InlineData(new[] { 2, 0, 3, 0, 0, 1, 1, 0, 2 }, Rgb, "RGB", true)] // In another order of the definitions alone.
    [InlineData(new[] { 0, 0, 3, 1, 0, 2, 2, 0, 1 }, Rgb, "RGB", false)]
    [InlineData(new[] { 0, 0, 1, 1, 0, 2, 2, 1, 0 }, Rgb, "RGB", false)] // Opacity.
    [InlineData(new int[0], Rgb, "RGB", true)]
    [InlineData(new int[0], Ycc, "RGB", false)]
    [InlineData(new int[0], Ycc, "YBR_FULL", true)]
    [InlineData(new int[0], Rgb, "YBR_FULL", false)]
    public async Task GivenBoxesAboutColours_WhenTheyContradictTheTags_ThenTheFilmIsRefused(int[] channels, int space, string photometric, bool agree)
    {
        byte[] definitions = channels.Length == 0 ? [] : [.. Box("cdef", [0, (byte)(channels.Length / 3), .. channels.SelectMany(c => new byte[] { 0, (byte)c })])];
        byte[] colour = Box("colr", [1, 0, 0, 0, 0, 0, (byte)space]);
        byte[] jp2 = [.. Box("jP  ", [0x0D, 0x0A, 0x87, 0x0A]), .. Box("jp2h", [.. colour, .. definitions]), .. Box("jp2c", ColourCodestreams.Plain)];
        var file = TestFilm.Compressed(TestFilm.DataSet(8, 8, 8, 8, 3, photometric), DicomTransferSyntax.Jpeg2000Lossless, jp2);
        if (agree)
            Assert.Equal(ColourCodestreams.Pixels, (await NativeCodecs.DecodeAsync(file)).Words);
        else
            await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(file));
    }

    private static byte[] Box(string type, byte[] content) => [0, 0, (byte)((content.Length + 8) >> 8), (byte)(content.Length + 8), .. System.Text.Encoding.ASCII.GetBytes(type), .. content];
}
