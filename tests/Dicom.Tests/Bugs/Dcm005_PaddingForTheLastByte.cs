using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// A JPEG that was cut within its last coded byte and padded to even length decoded to a wrong last pixel: the padding stood in for the code. A codestream
/// ends in its end marker (ISO/IEC 10918-1, B.2.1); one without is cut.
/// </summary>
public class Dcm005_PaddingForTheLastByte
{
    [Theory]
    [InlineData("lossless")]
    [InlineData("baseline")]
    public void GivenACodestreamWhoseLastByteBecamePadding_WhenDecoded_ThenItIsRefused(string syntax)
    {
        var file = TestFilm.InEverySyntax().Single(f => f.Name == syntax).File;
        var stream = ((DicomFragmentSequence)file.Dataset.Find(DicomTags.PixelData)!).Fragments[0].ReadAll().ToArray();
        var end = stream.AsSpan().LastIndexOf(new byte[] { 0xFF, 0xD9 });
        byte[] cut = [.. stream[..(end - 1)], 0];
        var error = Assert.Throws<DicomException>(() => Decoded.Frame(TestFilm.Compressed(file.Dataset, file.TransferSyntax, cut)));
        Assert.Equal(RefusalCodes.Corrupt, error.Code);
    }
}
