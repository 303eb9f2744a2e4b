using Bunit;
using OxiPortal.Portal.Upload;

namespace OxiPortal.Portal.Tests.Upload;

public sealed class UploadListTests : BunitContext
{
    private static readonly UploadedFile Stored = new("film.dcm", "Stored", true, "1.2", "1.2.3", null, "Stored, and queued to be analysed.");
    private static readonly UploadedFile Refused = new("notes.dcm", "Refused", false, null, null, "not-dicom", "This is not a DICOM file.");

    [Fact]
    public void GivenFilesOnTheirWay_WhenCounted_ThenTheTotalGoesByBytes()
    {
        var list = new UploadList();
        list.Add(0, "a.dcm", 300);
        list.Add(1, "b.dcm", 100);

        list.Progressed(0, 150);
        list.Finished(1, 0, [Stored], null);

        Assert.True(list.Busy);
        Assert.Equal(62.5, list.Percent);
        Assert.Equal("1 of 2 files done: 1 stored", list.Summary);
    }

    [Fact]
    public void GivenProgressThatArrivesLate_WhenTold_ThenAFileNeverGoesBackwards()
    {
        var row = new UploadRow(0, "a.dcm", 100);
        row.Progressed(80);
        row.Progressed(40);
        row.Progressed(4000);

        Assert.Equal(100, row.Sent);
        Assert.Equal("Being checked", row.Progress);
        row.Finish(0, [Refused], null);
        row.Progressed(10);
        Assert.Equal(100, row.Sent);
    }

    [Fact]
    public void GivenALargeZip_WhenItsOutcomesArriveInBatchesAndOneTwice_ThenAllAreKeptOnce()
    {
        var list = new UploadList();
        list.Add(0, "films.zip", 100);
        list.Finished(0, 0, [Stored, Refused], null);
        list.Finished(0, 2, [Stored], null);
        list.Finished(0, 2, [Stored], null);

        Assert.Equal("1 of 1 files done: 2 stored, 1 refused", list.Summary);
        Assert.False(list.Busy);
    }

    [Fact]
    public void GivenAStoredFile_WhenShownToOneWhoMayOpenStudies_ThenItsRowLeadsThere()
    {
        var row = new UploadRow(0, "film.dcm", 2048);
        row.Finish(0, [Stored], null);

        var shown = Render<UploadRowView>(p => p.Add(v => v.Row, row).Add(v => v.CanOpenStudies, true));
        var hidden = Render<UploadRowView>(p => p.Add(v => v.Row, row).Add(v => v.CanOpenStudies, false));

        Assert.Equal("studies/1.2", shown.Find("a").GetAttribute("href"));
        Assert.Empty(hidden.FindAll("a"));
        Assert.Contains("2.0 KiB", shown.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenARefusedFile_WhenShown_ThenItsSentenceIsThereAndNoLink()
    {
        var row = new UploadRow(0, "notes.dcm", 10);
        row.Finish(0, [Refused], null);

        var shown = Render<UploadRowView>(p => p.Add(v => v.Row, row).Add(v => v.CanOpenStudies, true));

        Assert.Contains(Refused.Sentence, shown.Markup, StringComparison.Ordinal);
        Assert.Empty(shown.FindAll("a"));
    }

    [Fact]
    public void GivenAFileThatCouldNotBeSent_WhenShown_ThenTheReasonIsThere()
    {
        var row = new UploadRow(0, "film.dcm", 10);
        row.Finish(0, [], "The connection broke off while this file was sent. Try it again.");

        Assert.Contains("The connection broke off", Render<UploadRowView>(p => p.Add(v => v.Row, row)).Markup, StringComparison.Ordinal);
    }
}
