using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// Fragments that are not Pixel Data (of an icon, or misplaced) were written in implicit VR when that was asked for: there they are read as a sequence, or
/// not at all.
/// </summary>
public class Dcm006_FragmentsOutsidePixelData
{
    private static readonly DicomFragmentSequence Fragments = new(new DicomTag(0x7FE0, 0x0410), DicomVR.OB, new byte[4], [new byte[] { 0xFF, 0x22, 0xFF, 0xC3 }]);

    [Fact]
    public void GivenMisplacedFragments_WhenWrittenInImplicitVR_ThenTheWriterSaysThatItCannot()
    {
        var dataset = TestFilm.DataSet(2, 2, 8, 8).AddOrUpdate(Fragments);
        Assert.Throws<ArgumentException>(() => new DicomFile(dataset).ToBytes(new DicomWriteOptions { TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian }));
    }

    [Fact]
    public void GivenACompressedIcon_WhenWritten_ThenItComesBackInTheSyntaxOfTheFile()
    {
        var icon = new DicomSequence(DicomTags.IconImageSequence, new DicomDataset().AddOrUpdate(Fragments));
        var again = DicomFile.Read(new DicomFile(TestFilm.DataSet(2, 2, 8, 8).AddOrUpdate(icon), DicomTransferSyntax.JpegBaseline).ToBytes());
        Assert.Equal(DicomTransferSyntax.JpegBaseline, again.TransferSyntax);
        Assert.IsType<DicomFragmentSequence>(again.Dataset.GetSequence(DicomTags.IconImageSequence)[0].Find(Fragments.Tag));
    }
}
