using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Reading;

public class ReviewTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenADraft_ThenQaSeesNothing_AndAfterSubmissionItSeesTheLastWordAboutEachPlace(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule, Results.Opacity);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Rejected, "overlap");
        var drawn = await portal.DrawAsync(Actors.Radiologist, lease, new ImageBox(1, 1, 4, 4), FindingLabels.Mass);
        await portal.Get<WithdrawVerdict>().RunAsync(Actors.Radiologist, lease.Study, drawn.Verdict!.TrackingUid, drawn.Read.Version, Cancel);
        Assert.Empty(await portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel));

        await portal.SubmitAsync(Actors.Radiologist, lease.Study, nothingMore: false);

        var item = Assert.Single(await portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel));
        Assert.Equal((VerdictKind.Rejected, "overlap", 0.9), (item.Kind, item.Reason!.Code, item.Score));
        Assert.Equal((lease.Study, lease.Instance, Results.Nodule.Item2, 40, 60), (item.Study, item.Instance, item.Box, item.Rows, item.Columns));
        Assert.Equal((Actors.Radiologist.DisplayName, FindingLabels.Nodule), (item.Reader, item.Label));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAReview_ThenTheLabelIsSupersededAndASecondReviewFindsTheFirst(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.SubmitAsync(Actors.Radiologist, lease.Study, nothingMore: false);
        var item = Assert.Single(await portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel));

        var outcomes = await Task.WhenAll(
            Task.Run(() => portal.Get<ReviewVerdict>().RunAsync(Actors.QA, item.Verdict, ReviewDecision.Confirmed, "clear", Cancel)),
            Task.Run(() => portal.Get<ReviewVerdict>().RunAsync(Actors.SecondQA, item.Verdict, ReviewDecision.Rejected, null, Cancel)));

        var saved = Assert.Single(outcomes.OfType<ReviewOutcome.Saved>()).Review;
        Assert.Equal(saved, Assert.Single(outcomes.OfType<ReviewOutcome.AlreadyReviewed>()).Review);
        Assert.Empty(await portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel));
        await using var db = portal.Db();
        var labels = db.TrainingLabels.Where(l => l.VerdictKind != null).OrderBy(l => l.Revision).ToList();
        Assert.Equal(2, labels.Count);
        Assert.Equal((labels[0].Id, saved.Decision, "qa-over-single-read"), (labels[1].SupersedesId, labels[1].Review, labels[1].Policy));
        Assert.Equal((null, labels[0].TrackingUid), (labels[0].Review, labels[1].TrackingUid));
    }

    [Fact]
    public async Task GivenSomebodyWhoReadsAndReviews_ThenTheirOwnDecisionsAreOthersToCheck()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var both = Actors.With(Role.Radiologist, Role.QA);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);
        var verdict = await portal.JudgeAsync(both, lease, 1, VerdictKind.Accepted);
        await portal.SubmitAsync(both, lease.Study, nothingMore: false);

        Assert.Empty(await portal.Get<ListReviews>().RunAsync(both, Cancel));
        Assert.IsType<ReviewOutcome.Invalid>(await portal.Get<ReviewVerdict>().RunAsync(both, verdict.Verdict!.Id, ReviewDecision.Confirmed, null, Cancel));
        Assert.Single(await portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAReaderWhoFoundNothingMore_ThenQaChecksThatOfEachFilm_AndWhatItRejectsIsNotFullyReadInTheExport(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var lease = await portal.AnalyseAsync(film, 0.9, Results.Nodule, Results.Opacity);
        await portal.AnalyseAsync(new TestFilm { Study = film.Study, PatientId = film.PatientId }, 0.2);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.JudgeAsync(Actors.Radiologist, lease, 2, VerdictKind.Rejected, "overlap");

        var submitted = await portal.SubmitAsync(Actors.Radiologist, lease.Study);

        Assert.Equal(2, submitted.Read.Verdicts.Count);
        var items = (await portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel)).Where(i => i.Kind == VerdictKind.FullyRead).ToList();
        Assert.Equal([0.2, 0.9], items.Select(i => i.Score!.Value).Order());
        var item = items.Single(i => i.Instance == lease.Instance);
        Assert.Equal((FindingLabels.FullyRead, new ImageBox(0, 0, 60, 40)), (item.Label, item.Box));
        Assert.Equal(Results.Nodule.Item2, Assert.Single(item.Found));
        Assert.Empty(items.Single(i => i != item).Found);
        // Two findings' labels and two films.
        Assert.Equal(4, (await portal.Get<ListReleases>().RunAsync(Actors.Administrator, Cancel)).LabelsNow);

        Assert.IsType<ReviewOutcome.Saved>(await portal.Get<ReviewVerdict>().RunAsync(Actors.QA, item.Verdict, ReviewDecision.Rejected, "A nodule on the left.", Cancel));

        Assert.Equal(3, (await portal.Get<ListReleases>().RunAsync(Actors.Administrator, Cancel)).LabelsNow);
        await using var db = portal.Db();
        var label = db.TrainingLabels.Single(l => l.Revision == 2);
        Assert.Equal((FindingLabels.FullyRead.Code, ReviewDecision.Rejected, null, null), (label.LabelCode, label.Review, label.BoxX, label.VerdictKind));
    }
}
