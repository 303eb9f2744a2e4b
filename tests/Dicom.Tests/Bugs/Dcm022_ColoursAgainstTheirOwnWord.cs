using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>A colour JPEG that says by JFIF or Adobe's segment what its colours are, and a header that says otherwise: false colours were shown.</summary>
public class Dcm022_ColoursAgainstTheirOwnWord
{
    private static readonly byte[] Jfif = [0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0];

    [Theory]
    [InlineData("RGB", -1, false)]
    [InlineData("YBR_FULL_422", -1, true)]
    [InlineData("RGB", 1, false)]
    [InlineData("YBR_FULL_422", 1, true)]
    [InlineData("RGB", 0, true)]
    [InlineData("YBR_FULL_422", 0, false)]
    public void GivenColoursSaidTwice_WhenTheyDiffer_ThenTheFilmIsRefused(string photometric, int adobe, bool agree)
    {
        byte[] said = adobe < 0 ? Jfif : [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)adobe];
        var stream = new JpegFlatBlocksEncoder { Rows = 8, Columns = 8, Sampling = [0x11, 0x11, 0x11] }.Encode([100], [110], [120]);
        var file = TestFilm.Compressed(TestFilm.DataSet(8, 8, 8, 8, 3, photometric), DicomTransferSyntax.JpegBaseline, [.. stream[..2], .. said, .. stream[2..]]);
        if (agree)
            Assert.Equal(8 * 8 * 3, Decoded.Frame(file).Words.Length);
        else
            Assert.Throws<DicomException>(() => Decoded.Frame(file));
    }
}
