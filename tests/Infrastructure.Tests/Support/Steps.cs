using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>The steps most tests begin with.</summary>
public static class Steps
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static StudyInstanceUid StudyUid(this TestFilm film) => StudyInstanceUid.Parse(film.Study);

    public static SopInstanceUid InstanceUid(this TestFilm film) => SopInstanceUid.Parse(film.Instance);

    /// <summary>Uploads the film and completes its analysis.</summary>
    public static async Task<AnalysisLease> AnalyseAsync(this TestPortal portal, TestFilm film, double score, params (string, ImageBox)[] marks)
    {
        await portal.UploadAsync(film.ToBytes());
        var lease = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel);
        Assert.Equal(film.InstanceUid(), lease.Instance);
        Assert.True(await portal.Get<IAnalysisQueue>().CompleteAsync(lease, Results.Of(score, marks), Cancel));
        return lease;
    }

    public static async Task<ReadOutcome.Saved> JudgeAsync(
        this TestPortal portal, Actor reader, AnalysisLease lease, int irregularity, VerdictKind kind, string? reason = null,
        ImageBox? box = null, CodedConcept? label = null)
    {
        var read = (await portal.OpenAsync(reader, lease.Study)).MyRead;
        return Assert.IsType<ReadOutcome.Saved>(await portal.Get<GiveVerdict>().RunAsync(
            reader, new VerdictRequest(lease.Study, lease.AnalysisId, irregularity, kind, reason, box, label, null, "{}", read.Version), Cancel));
    }

    public static async Task<ReadOutcome.Saved> DrawAsync(this TestPortal portal, Actor reader, AnalysisLease lease, ImageBox box, CodedConcept label)
    {
        var read = (await portal.OpenAsync(reader, lease.Study)).MyRead;
        return Assert.IsType<ReadOutcome.Saved>(await portal.Get<AddFinding>().RunAsync(
            reader, new FindingRequest(lease.Study, lease.Instance, 1, box, label, null, null, """{"heat":0.4}""", read.Version), Cancel));
    }

    public static async Task<ReadOutcome.Saved> SubmitAsync(this TestPortal portal, Actor reader, StudyInstanceUid study, bool nothingMore = true)
    {
        var read = (await portal.OpenAsync(reader, study)).MyRead;
        return Assert.IsType<ReadOutcome.Saved>(await portal.Get<SubmitRead>().RunAsync(reader, study, nothingMore, read.Version, Cancel));
    }

    public static async Task<StudyView> OpenAsync(this TestPortal portal, Actor actor, StudyInstanceUid study)
    {
        var view = await portal.Get<OpenStudy>().RunAsync(actor, study, Cancel);
        Assert.NotNull(view);
        return view;
    }
}
