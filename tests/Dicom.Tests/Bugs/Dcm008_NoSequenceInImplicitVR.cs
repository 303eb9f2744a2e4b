using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests.Bugs;

/// <summary>
/// An attribute that the dictionary calls a sequence and the file a text was written in implicit VR, where only the dictionary can say what it is: the
/// file could not be read again.
/// </summary>
public class Dcm008_NoSequenceInImplicitVR
{
    private static readonly DicomFile File = new(TestFilm.DataSet(2, 2, 8, 8).AddOrUpdate(new DicomElement(DicomTags.LanguageCodeSequence, DicomVR.CS, "ENGLISH "u8.ToArray())));

    [Fact]
    public void GivenATextUnderTheTagOfASequence_WhenWrittenInImplicitVR_ThenTheWriterSaysThatItCannot() =>
        Assert.Throws<ArgumentException>(() => File.ToBytes(new DicomWriteOptions { TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian }));

    [Fact]
    public void GivenATextUnderTheTagOfASequence_WhenWrittenInExplicitVR_ThenItIsReadAgain() =>
        Assert.Equal("ENGLISH", DicomFile.Read(File.ToBytes()).Dataset.GetString(DicomTags.LanguageCodeSequence));
}
