using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// The header put 12 bits at the top of their cells (High Bit 15), the codestream held only 12: the tags' bits were cut from a word that had none there,
/// and a film of a sixteenth of its greys came out.
/// </summary>
public class Dcm020_CodestreamBelowItsBits
{
    [Theory]
    [InlineData(12, 15)]
    [InlineData(12, 13)]
    [InlineData(13, 15)]
    public void GivenACodestreamWithoutTheBitsOfTheTags_WhenDecoded_ThenTheFilmIsRefused(int precision, int highBit)
    {
        var dataset = TestFilm.DataSet(24, 20, 16, 12).AddOrUpdate(DicomTags.HighBit, highBit);
        Assert.Throws<DicomException>(() => Decoded.Frame(Film(dataset, precision)));
    }

    [Fact]
    public void GivenACodestreamOfTheWholeCell_WhenDecoded_ThenTheBitsOfTheTagsComeOut()
    {
        var dataset = TestFilm.DataSet(24, 20, 16, 12).AddOrUpdate(DicomTags.HighBit, 15);
        var cells = TestFilm.Pixels(24, 20, 16);
        Assert.Equal(Array.ConvertAll(cells, c => (ushort)(c >> 4)), Decoded.Frame(Film(dataset, 16)).Words);
    }

    private static DicomFile Film(DicomDataset dataset, int precision) => TestFilm.Compressed(
        dataset, DicomTransferSyntax.JpegLosslessSV1, new JpegLosslessEncoder { Rows = 24, Columns = 20, Precision = precision }.Encode(TestFilm.Pixels(24, 20, precision)));
}
