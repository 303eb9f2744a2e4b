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
}
