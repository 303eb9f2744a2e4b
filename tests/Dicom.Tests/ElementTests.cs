using System.Globalization;
using System.Text;
using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

/// <summary>Values and their bytes by representation, PS3.5 section 6.2; what a reader makes of UN, section 6.2.2.</summary>
public class ElementTests
{
    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.175, "-0.175")]
    [InlineData(100.0, "100")]
    [InlineData(1.0 / 3, "0.33333333333333")]
    [InlineData(-1.0 / 3, "-0.3333333333333")]
    [InlineData(1e22, "1E+22")]
    [InlineData(-1.2345678901234567e-100, "-1.23456789E-100")]
    [InlineData(-1.7976931348623157e+308, "-1.79769313E+308")]
    [InlineData(123456789012345678.0, "1.2345678901E+17")]
    public void GivenANumber_WhenWrittenAsDecimalString_ThenItIsTheShortestOrNearestOf16Letters(double number, string text)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(text, new DicomDataset().AddOrUpdate(DicomTags.RescaleSlope, number).GetString(DicomTags.RescaleSlope));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [FsCheck.Xunit.Property(MaxTest = 300, Replay = "20261123,5", QuietOnSuccess = true)]
    public void GivenAnyFiniteNumber_WhenWrittenAsDecimalString_ThenItIsNearAndFits(double number)
    {
        if (!double.IsFinite(number))
            return;
        var dataset = new DicomDataset().AddOrUpdate(DicomTags.RescaleSlope, number);
        Assert.InRange(dataset.GetString(DicomTags.RescaleSlope)!.Length, 1, 16);
        Assert.True(Math.Abs(dataset.GetSingleValueOrDefault(DicomTags.RescaleSlope, 0.0) - number) <= Math.Abs(number) * 1e-8);
    }

    public static TheoryData<string, object> Misfits => new()
    {
        { nameof(DicomTags.RescaleSlope), double.NaN },
        { nameof(DicomTags.RescaleSlope), double.PositiveInfinity },
        { nameof(DicomTags.InstanceNumber), 2147483648L },
        { nameof(DicomTags.InstanceNumber), 1.5 },
        { nameof(DicomTags.Rows), 65536 },
        { nameof(DicomTags.Rows), -1 },
        { nameof(DicomTags.SelectorUVValue), -1L },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void GivenANumberThatItsRepresentationCannotHold_WhenSet_ThenItIsRefused(string keyword, object value) =>
        Assert.Throws<ArgumentException>(() => new DicomDataset().AddOrUpdate(DicomDictionary.FindKeyword(keyword)!.Value, value));

    [Fact]
    public void GivenDatesAndTimes_WhenSet_ThenTheyAreWrittenAsTheStandardAsks()
    {
        var dataset = new DicomDataset()
            .AddOrUpdate(DicomTags.StudyDate, new DateOnly(2026, 2, 3))
            .AddOrUpdate(DicomTags.StudyTime, new TimeOnly(7, 8, 9), new TimeOnly(7, 8, 9, 500))
            .AddOrUpdate(DicomTags.AcquisitionDateTime, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(-5)));
        Assert.Equal(["20260203", "070809", "070809.5", "20260203040506-0500"], new[]
        {
            dataset.GetString(DicomTags.StudyDate), dataset.GetStrings(DicomTags.StudyTime)[0], dataset.GetStrings(DicomTags.StudyTime)[1], dataset.GetString(DicomTags.AcquisitionDateTime),
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenAKnownSequenceAsBytesUnknown_WhenRead_ThenItIsASequenceInImplicitLittleEndian(bool bigEndian)
    {
        var inner = new RawDicom(explicitVR: false).Item(RawDicom.Undefined).Text(DicomTags.CodeMeaning, "LO", "Chest").EndItem().ToDataSet();
        var raw = RawDicom.SmallFilm(true, bigEndian).Header(0x0008, 0x2218, "UN", (uint)inner.Length).Bytes(inner);
        var read = DicomFile.Read(raw.ToFile(bigEndian ? DicomTransferSyntax.ExplicitVRBigEndian : DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Equal("Chest", read.Dataset.GetSequence(DicomTags.AnatomicRegionSequence)[0].GetString(DicomTags.CodeMeaning));
    }

    [Fact]
    public void GivenBytesUnknownThatAreNoSequence_WhenRead_ThenTheyStayAndTheFilmIsRead()
    {
        byte[] inner = [0xFE, 0xFF, 0x00, 0xE0, 0x50, 0, 0, 0, 1, 2];
        var read = DicomFile.Read(RawDicom.SmallFilm(true).Header(0x0008, 0x2218, "UN", (uint)inner.Length).Bytes(inner).ToFile(DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Equal(inner, ((DicomElement)read.Dataset.Find(DicomTags.AnatomicRegionSequence)!).Bytes.ToArray());
        Assert.Equal(6, Decoded.Frame(read).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenAPrivateSequenceOfUnknownVRWithinAnother_WhenRead_ThenAllOfItIsImplicitLittleEndian(bool bigEndian)
    {
        var inner = new RawDicom(explicitVR: false).Text(new DicomTag(0x0029, 0x0010), "LO", "ACME")
            .Header(0x0029, 0x1020, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined).Words(DicomTags.Rows, "US", 7).EndItem().EndSequence().ToDataSet();
        // What follows UN of undefined length is little endian to its delimiter.
        var body = new RawDicom(explicitVR: false).Item(RawDicom.Undefined).Bytes(inner).EndItem().EndSequence().ToDataSet();
        var raw = RawDicom.SmallFilm(true, bigEndian).Header(0x0029, 0x1010, "UN", RawDicom.Undefined).Bytes(body).Words(new DicomTag(0x0031, 0x1010), "US", 5);
        var read = DicomFile.Read(raw.ToFile(bigEndian ? DicomTransferSyntax.ExplicitVRBigEndian : DicomTransferSyntax.ExplicitVRLittleEndian)).Dataset;
        var item = read.GetSequence(new DicomTag(0x0029, 0x1010))[0];
        Assert.Equal("ACME", item.GetString(new DicomTag(0x0029, 0x0010)));
        Assert.Equal(7, item.GetSequence(new DicomTag(0x0029, 0x1020))[0].GetSingleValueOrDefault(DicomTags.Rows, 0));
        Assert.Equal(5, read.GetSingleValueOrDefault(new DicomTag(0x0031, 0x1010), 0));
    }

    [Fact]
    public void GivenValuesTooLongForTheirRepresentation_WhenWritten_ThenTablesBecomeWordsAndTextsUnknownBytes()
    {
        var table = new ushort[65536];
        table[65535] = 4095;
        var text = new string('a', 70000);
        var film = new DicomFile(TestFilm.DataSet(2, 2, 16, 12)
            .AddOrUpdate(new DicomElement(DicomTags.LUTData, DicomVR.US, System.Runtime.InteropServices.MemoryMarshal.AsBytes(table.AsSpan()).ToArray()))
            .AddOrUpdate(new DicomElement(DicomTags.ImageComments, DicomVR.LT, Encoding.ASCII.GetBytes(text)))
            .AddOrUpdate(DicomTags.TextValue, text));
        foreach (var syntax in new[] { DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian })
        {
            var read = DicomFile.Read(film.ToBytes(new DicomWriteOptions { TransferSyntax = syntax })).Dataset;
            Assert.Equal(DicomVR.OW, read.Find(DicomTags.LUTData)!.VR);
            Assert.Equal(table, read.GetValues<ushort>(DicomTags.LUTData));
            Assert.Equal(text, read.GetString(DicomTags.ImageComments));
            Assert.Equal(text, read.GetString(DicomTags.TextValue));
        }
    }

    [Fact]
    public void GivenAForeignPreamble_WhenWrittenAnew_ThenItIsNulled()
    {
        byte[] program = [.. "#!/bin/sh\necho pwned\n"u8];
        var bytes = RawDicom.SmallFilm(true).ToFile(DicomTransferSyntax.ExplicitVRLittleEndian);
        program.CopyTo(bytes, 0);
        Assert.True(DicomFile.Read(bytes).ToBytes().Span[..128].IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void GivenPixelsThatASyntaxDoesNotHold_WhenWrittenInIt_ThenThatIsRefused()
    {
        var native = TestFilm.Native(TestFilm.DataSet(2, 2, 16, 12), [1, 2, 3, 4]);
        var compressed = TestFilm.Compressed(TestFilm.DataSet(2, 2, 16, 12), DicomTransferSyntax.RleLossless, RleEncoder.Encode([1, 2, 3, 4], 16, 1));
        Assert.Throws<ArgumentException>(() => native.ToBytes(new DicomWriteOptions { TransferSyntax = DicomTransferSyntax.RleLossless }));
        Assert.Throws<ArgumentException>(() => compressed.ToBytes(new DicomWriteOptions { TransferSyntax = DicomTransferSyntax.ExplicitVRLittleEndian }));
    }
}
