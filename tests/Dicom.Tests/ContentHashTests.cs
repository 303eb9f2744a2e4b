using OxiPortal.Dicom.Tests.Making;

namespace OxiPortal.Dicom.Tests;

public class ContentHashTests
{
    [Fact]
    public void GivenTheSameFilmWrappedDifferently_WhenHashed_ThenItIsTheSameContent()
    {
        var hashes = DicomFileTests.Encodings.Select(row => ContentHash.Compute(DicomFile.Read(row.Data.Item2).Dataset)).Distinct();
        Assert.Matches("^[0-9a-f]{64}$", Assert.Single(hashes));
    }

    [Theory]
    [InlineData("LO", "odd", " ")]
    [InlineData("UT", "odd", " ")]
    [InlineData("UI", "1.2.3", "\0")]
    [InlineData("LO", "", "")]
    [InlineData("LO", "    ", "")]
    [InlineData("OB", "\u0001\0\0\0", "")]
    [InlineData("UN", "odd", "\0")]
    public void GivenAPrivateValue_WhenAGatewayWritesItInImplicitVR_ThenItIsTheSameContent(string vr, string value, string padding)
    {
        var tag = new DicomTag(0x0029, 0x1010);
        Assert.Equal(HashOf(true, raw => raw.Text(tag, vr, value + padding)), HashOf(false, raw => raw.Text(tag, vr, value + padding)));
    }

    [Fact]
    public void GivenAPrivateValueChanged_WhenHashed_ThenItIsOtherContent()
    {
        var tag = new DicomTag(0x0029, 0x1010);
        Assert.NotEqual(HashOf(true, raw => raw.Text(tag, "LO", "one")), HashOf(false, raw => raw.Text(tag, "LO", "two")));
    }

    [Theory]
    [InlineData("with an item", 1)]
    [InlineData("empty", 0)]
    public void GivenAPrivateSequence_WhenAGatewayWritesItInImplicitVR_ThenItIsTheSameContent(string kind, int items)
    {
        Assert.NotEmpty(kind);
        RawDicom Add(RawDicom raw, bool explicitVR)
        {
            var inner = new RawDicom(explicitVR).Text(DicomTags.CodeMeaning, "LO", "Chest").ToDataSet();
            raw.Header(0x0029, 0x1010, "SQ", (uint)(items * (8 + inner.Length)));
            return items == 0 ? raw : raw.Item((uint)inner.Length).Bytes(inner);
        }

        Assert.Equal(HashOf(true, raw => Add(raw, true)), HashOf(false, raw => Add(raw, false)));
    }

    [Fact]
    public void GivenABinaryValueThatEndsInZeros_WhenTheyAreTakenAway_ThenItIsOtherContent()
    {
        var pixels = (byte[] bytes) => ContentHash.Compute(new DicomDataset().AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, bytes)));
        Assert.NotEqual(pixels([1, 0, 0, 0]), pixels([1, 0]));
    }

    [Fact]
    public void GivenOnePixelChanged_WhenHashed_ThenItIsOtherContent()
    {
        var one = TestFilm.Native(TestFilm.DataSet(1, 2, 16, 12), [1, 2]).Dataset;
        var other = TestFilm.Native(TestFilm.DataSet(1, 2, 16, 12), [1, 3]).Dataset;
        Assert.NotEqual(ContentHash.Compute(one), ContentHash.Compute(other));
    }

    [Fact]
    public void GivenAnItemMovedFromOneSequenceLevelToAnother_WhenHashed_ThenItIsOtherContent()
    {
        var code = new DicomDataset().AddOrUpdate(DicomTags.CodeValue, "1");
        var nested = new DicomDataset().AddOrUpdate(DicomTags.ProcedureCodeSequence, code, new DicomDataset());
        var swapped = new DicomDataset().AddOrUpdate(DicomTags.ProcedureCodeSequence, new DicomDataset(), code);
        Assert.NotEqual(ContentHash.Compute(nested), ContentHash.Compute(swapped));
    }

    private static string HashOf(bool explicitVR, Func<RawDicom, RawDicom> add) => ContentHash.Compute(DicomFile.Read(add(RawDicom.SmallFilm(explicitVR)).ToFile(
        explicitVR ? DicomTransferSyntax.ExplicitVRLittleEndian : DicomTransferSyntax.ImplicitVRLittleEndian)).Dataset);
}
