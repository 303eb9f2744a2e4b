using OxiPortal.Dicom.Tests.Isolation;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>A colour JPEG-LS codestream whose scans come in another order than its frame header names the components: red and blue changed places.</summary>
public class Dcm023_ScansInAnotherOrder
{
    [Theory]
    [InlineData(1, 2, 3, true)]
    [InlineData(3, 2, 1, false)]
    [InlineData(1, 3, 2, false)]
    [InlineData(0, 1, 2, false)]
    public async Task GivenAScanForEachColour_WhenTheirOrderIsAnotherThanTheHeaders_ThenTheFilmIsRefused(byte first, byte second, byte third, bool isItsOrder)
    {
        // SOI, the frame header of one component made one of three, then its scan three times.
        var grey = NativeCodecs.JpegLs;
        byte[] stream = [0xFF, 0xD8, 0xFF, 0xF7, 0, 17, 12, 0, 8, 0, 8, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, .. Scan(first), .. Scan(second), .. Scan(third), 0xFF, 0xD9];
        var file = TestFilm.Compressed(TestFilm.DataSet(8, 8, 16, 12, samples: 3), DicomTransferSyntax.JpegLsLossless, stream);
        if (isItsOrder)
            Assert.Equal(NativeCodecs.Pixels, (await NativeCodecs.DecodeAsync(file)).Words.Where((_, i) => i % 3 == 2));
        else
            Assert.Contains("another order", (await Assert.ThrowsAsync<DicomException>(() => NativeCodecs.DecodeAsync(file))).Message, StringComparison.Ordinal);

        byte[] Scan(byte component) => [0xFF, 0xDA, 0, 8, 1, component, .. grey[21..^2]];
    }
}
