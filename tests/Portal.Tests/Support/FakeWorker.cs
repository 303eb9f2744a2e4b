using OxiPortal.Dicom;
using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Intake;

namespace OxiPortal.Portal.Tests.Support;

/// <summary>Does what a modality and the inference service do, with made-up results.</summary>
internal static class FakeWorker
{
    private static readonly SegmentScore Segment = new(1, BodyRegion.RightLung, new PixelRect(10, 20, 30, 40), 0.8, 0.7);
    private static readonly HeatPatch Patch = new(32, 30, 2, 3, 2, [0, 64, 128, 255]);

    public static async Task<DicomFile> UploadAsync(this PortalFixture portal, int number)
    {
        var film = Films.Small(number);
        using var content = new MemoryStream(film.ToBytes().ToArray());
        var outcome = Assert.Single(await portal.Service<TakeInUpload>().RunAsync(portal.Actor(Role.Radiologist), "film.dcm", content, TestContext.Current.CancellationToken));
        Assert.True(outcome.Queued);
        return film;
    }

    /// <summary>One irregularity of score 0.7 at 12.5, 22, 8 x 9. Films that wait before it are analysed on the way.</summary>
    public static async Task AnalyseAsync(this PortalFixture portal, string instance)
    {
        var queue = portal.Service<IAnalysisQueue>();
        var cancel = TestContext.Current.CancellationToken;
        for (AnalysisLease? lease = null; lease?.Instance.Value != instance;)
        {
            lease = await queue.LeaseAsync("test", cancel);
            Contour[] contours = [new(BodyRegion.RightLung, [1, 2, 3, 4, 5, 6])];
            Irregularity[] found = [new(1, "nodule", 0.7, new ImageBox(12.5, 22, 8, 9), BodyRegion.RightLung)];
            ModelIdentity[] models = [new("tiny", "1", new string('a', 64))];
            Assert.True(await queue.ReportAsync(lease, new AnalysisEvent.Started("cpu", models), cancel));
            Assert.True(await queue.ReportAsync(lease, new AnalysisEvent.RegionsFound(contours, 0.45), cancel));
            Assert.True(await queue.ReportAsync(lease, new AnalysisEvent.SegmentScored(Segment, Patch, 1, 1), cancel));
            Assert.True(await queue.CompleteAsync(lease, new AnalysisResult(
                160, 144, null, models, "1", "cpu", 0.7, 0.45, true, false,
                [new RegionSummary(BodyRegion.RightLung, 100, new PixelRect(10, 20, 30, 40))], contours, [Segment], found,
                new Heatmap(2, 2, [0, 0.25f, 0.5f, 1]), [], new AnalysisTimings(1, 2, 3, 6)), cancel));
        }
    }
}
