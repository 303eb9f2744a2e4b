using OxiPortal.Dicom.Tests.Making;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Tests;

/// <summary>Encodings of data sets, PS3.5 section 7 and annex A; files, PS3.10 section 7.</summary>
public class DicomFileTests
{
    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "explicit little endian", RawDicom.SmallFilm(true).ToFile(DicomTransferSyntax.ExplicitVRLittleEndian) },
        { "implicit little endian", RawDicom.SmallFilm(false).ToFile(DicomTransferSyntax.ImplicitVRLittleEndian) },
        { "explicit big endian", RawDicom.SmallFilm(true, bigEndian: true).ToFile(DicomTransferSyntax.ExplicitVRBigEndian) },
        { "deflated", RawDicom.SmallFilm(true).ToFile(DicomTransferSyntax.DeflatedExplicitVRLittleEndian) },
        { "no preamble", RawDicom.SmallFilm(true).ToFile(DicomTransferSyntax.ExplicitVRLittleEndian, preamble: false) },
        { "no meta information, explicit", RawDicom.SmallFilm(true).ToDataSet() },
        { "no meta information, implicit", RawDicom.SmallFilm(false).ToDataSet() },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void GivenTheSameFilmInAnyEncoding_WhenRead_ThenAttributesAndPixelsAreTheSame(string encoding, byte[] bytes)
    {
        Assert.NotEmpty(encoding);
        var file = DicomFile.Read(bytes);
        Assert.Equal("Doe^Jane", file.Dataset.GetString(DicomTags.PatientName));
        Assert.Equal([1, 2, 3, 1000, 2000, 4095], Decoded.Frame(file).Words);
    }

    [Fact]
    public async Task GivenAFileOfOurOwn_WhenSavedAndRead_ThenNothingIsLost()
    {
        var dataset = TestFilm.DataSet(2, 3, 16, 12)
            .AddOrUpdate(DicomTags.SpecificCharacterSet, "ISO_IR 192")
            .AddOrUpdate(DicomTags.PatientName, "Müller^Jürgen")
            .AddOrUpdate(DicomTags.PixelSpacing, "0.175", "0.2")
            .AddOrUpdate(DicomTags.PatientBirthDate, Array.Empty<string>())
            .AddOrUpdate(DicomTags.FrameIncrementPointer, DicomTags.FrameTime)
            .AddOrUpdate(DicomTags.ProcedureCodeSequence, new DicomDataset()
                .AddOrUpdate(DicomTags.SpecificCharacterSet, "ISO_IR 100").AddOrUpdate(DicomTags.CodeMeaning, "Thorax à deux plans"), new DicomDataset())
            .AddOrUpdate(new DicomElement(new DicomTag(0x0011, 0x0010), DicomVR.LO, "ACME"u8.ToArray()));
        using var stream = new MemoryStream();
        await TestFilm.Native(dataset, [1, 2, 3, 4, 5, 4095]).SaveAsync(stream);
        stream.Position = 0;

        var read = (await DicomFile.ReadAsync(stream)).Dataset;
        Assert.Equal("Müller^Jürgen", read.GetString(DicomTags.PatientName));
        Assert.Equal([0.175, 0.2], read.GetValues<double>(DicomTags.PixelSpacing));
        Assert.True(read.Contains(DicomTags.PatientBirthDate));
        Assert.Null(read.GetString(DicomTags.PatientBirthDate));
        Assert.True(read.TryGetSingleValue<DicomTag>(DicomTags.FrameIncrementPointer, out var pointer));
        Assert.Equal(DicomTags.FrameTime, pointer);
        Assert.Equal("Thorax à deux plans", read.GetSequence(DicomTags.ProcedureCodeSequence)[0].GetString(DicomTags.CodeMeaning));
        Assert.Equal(2, read.GetSequence(DicomTags.ProcedureCodeSequence).Count);
        Assert.Equal("ACME", read.GetString(new DicomTag(0x0011, 0x0010)));
        Assert.Equal(ContentHash.Compute(dataset), ContentHash.Compute(read));
    }

    [Fact]
    public void GivenAWrittenFile_WhenItsBytesAreLookedAt_ThenEveryLengthIsEvenAndTheGroupLengthIsRight()
    {
        var file = DicomFile.Read(TestFilm.Native(TestFilm.DataSet(3, 3, 8, 8).AddOrUpdate(DicomTags.Modality, "CR "), TestFilm.Pixels(3, 3, 8)).ToBytes());
        var odd = file.FileMetaInfo.Concat(file.Dataset).OfType<DicomElement>().Where(e => e.Bytes.Length % 2 == 1).Select(e => e.Tag);
        Assert.Empty(odd);
        // Group length counts from behind itself to the end of group 0002: 8 (12 where long) bytes of header a piece.
        var rest = file.FileMetaInfo.OfType<DicomElement>().Where(e => e.Tag.Element != 0).Sum(e => e.Bytes.Length + (e.VR == DicomVR.OB ? 12 : 8));
        Assert.True(file.FileMetaInfo.TryGetSingleValue<int>(DicomTags.FileMetaInformationGroupLength, out var length));
        Assert.Equal(rest, length);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void GivenASequenceWithLengthsDefinedOrNot_WhenRead_ThenItsItemsAreThere(bool explicitVR, bool undefined)
    {
        var inner = new RawDicom(explicitVR).Text(DicomTags.CodeValue, "SH", "T-D3000").Text(DicomTags.CodeMeaning, "LO", "Chest").ToDataSet();
        var raw = RawDicom.SmallFilm(explicitVR);
        if (undefined)
        {
            raw.Header(0x0008, 0x2218, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined).Bytes(inner).EndItem().Item(RawDicom.Undefined).EndItem().EndSequence();
        }
        else
        {
            raw.Header(0x0008, 0x2218, "SQ", (uint)inner.Length + 16).Item((uint)inner.Length).Bytes(inner).Item(0);
        }
        var file = DicomFile.Read(raw.ToFile(explicitVR ? DicomTransferSyntax.ExplicitVRLittleEndian : DicomTransferSyntax.ImplicitVRLittleEndian));
        var items = file.Dataset.GetSequence(DicomTags.AnatomicRegionSequence);
        Assert.Equal(2, items.Count);
        Assert.Equal("Chest", items[0].GetString(DicomTags.CodeMeaning));
        Assert.Equal(6, Decoded.Frame(file).Count);
    }

    [Fact]
    public void GivenASequenceOfVRUnknown_WhenRead_ThenItIsImplicitWithin()
    {
        var inner = new RawDicom(explicitVR: false).Text(DicomTags.CodeMeaning, "LO", "Chest").ToDataSet();
        var raw = RawDicom.SmallFilm(true)
            .Header(0x0029, 0x1010, "UN", RawDicom.Undefined).Item(RawDicom.Undefined).Bytes(inner).EndItem().EndSequence();
        var file = DicomFile.Read(raw.ToFile(DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Equal("Chest", file.Dataset.GetSequence(new DicomTag(0x0029, 0x1010))[0].GetString(DicomTags.CodeMeaning));
    }

    [Fact]
    public void GivenAKnownAttributeOfVRUnknown_WhenRead_ThenTheDictionaryTells()
    {
        var file = DicomFile.Read(RawDicom.SmallFilm(true).Text(DicomTags.ViewPosition, "UN", "PA").ToFile(DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Equal("PA", file.Dataset.GetString(DicomTags.ViewPosition));
    }

    [Fact]
    public void GivenSignedPixelsInImplicitVR_WhenRead_ThenPaddingIsSigned()
    {
        var raw = new RawDicom(explicitVR: false)
            .Text(DicomTags.SOPClassUID, "UI", SopClasses.ComputedRadiography)
            .Words(DicomTags.PixelRepresentation, "US", 1)
            .Words(DicomTags.PixelPaddingValue, "SS", 0xF830);
        var file = DicomFile.Read(raw.ToFile(DicomTransferSyntax.ImplicitVRLittleEndian));
        Assert.True(file.Dataset.TryGetSingleValue<int>(DicomTags.PixelPaddingValue, out var padding));
        Assert.Equal(-2000, padding);
    }

    [Fact]
    public void GivenAnUnknownTransferSyntax_WhenRead_ThenItIsNamed()
    {
        var meta = new RawDicom().Text(DicomTags.TransferSyntaxUID, "UI", "1.2.3.4").ToDataSet();
        var error = Assert.Throws<DicomException>(() => DicomFile.Read(new RawDicom().Bytes(new byte[128]).Bytes("DICM"u8).Bytes(meta).ToDataSet()));
        Assert.Equal((RefusalCodes.UnsupportedTransferSyntax, "Transfer syntax 1.2.3.4 (not known) is not supported."), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("0010,0010", DicomVR.PN, "PatientName")]
    [InlineData("7FE0,0010", DicomVR.OW, "PixelData")]
    [InlineData("6002,3000", DicomVR.OW, "OverlayData")]
    [InlineData("0028,0106", DicomVR.US, "SmallestImagePixelValue")]
    [InlineData("0008,1140", DicomVR.SQ, "ReferencedImageSequence")]
    public void GivenATag_WhenLookedUp_ThenTheDictionaryHasItsVRAndKeyword(string tag, DicomVR vr, string keyword)
    {
        var found = DicomDictionary.Find(new DicomTag(Convert.ToUInt16(tag[..4], 16), Convert.ToUInt16(tag[5..], 16)));
        Assert.Equal((keyword, vr), (found?.Keyword, found?.VR));
    }

    [Fact]
    public void GivenTheUuidOfTheStandardsExample_WhenMadeAUid_ThenItIsTheStandards() =>
        Assert.Equal("2.25.329800735698586629295641978511506172918", DicomUidGenerator.FromUuid(Guid.Parse("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")));
}
