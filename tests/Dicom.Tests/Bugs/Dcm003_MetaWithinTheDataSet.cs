using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>An attribute of group 0002 among those of the data set was written behind the File Meta Information, and read as a second one of it.</summary>
public class Dcm003_MetaWithinTheDataSet
{
    [Fact]
    public void GivenATransferSyntaxUidInTheDataSet_WhenWritten_ThenTheFileIsReadAgain()
    {
        var bytes = RawDicom.SmallFilm(explicitVR: true).Text(DicomTags.TransferSyntaxUID, "UI", "1.2.3").ToFile(DicomTransferSyntax.ExplicitVRLittleEndian);
        var file = DicomFile.Read(bytes);
        Assert.True(file.Dataset.Contains(DicomTags.TransferSyntaxUID));

        var again = DicomFile.Read(file.ToBytes());
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian, again.TransferSyntax);
        Assert.False(again.Dataset.Contains(DicomTags.TransferSyntaxUID));
        Assert.Equal(Decoded.Frame(file).Words, Decoded.Frame(again).Words);
    }
}
