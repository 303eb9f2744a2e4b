using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Persistence;

/// <summary>A commit whose answer is lost is tried again by the retry strategy: each use case must have happened once, and say so.</summary>
public class LostAnswerTests
{
    private readonly LostAnswers _answers = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<TestPortal> StartAsync() => TestPortal.StartAsync("Sqlite", _answers.Into);

    private async Task<T> LosingAsync<T>(Func<Task<T>> work)
    {
        var before = _answers.Lost;
        _answers.LoseNext();
        var result = await work();
        Assert.Equal(before + 1, _answers.Lost);
        return result;
    }

    private static async Task AssertGaplessAsync(PortalDb db)
    {
        foreach (var study in await db.Studies.ToListAsync(Cancel))
        {
            var sequences = await db.AnalysisEvents.Where(e => e.StudyKey == study.Id).OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync(Cancel);
            Assert.Equal(Enumerable.Range(1, sequences.Count).Select(i => (long)i), sequences);
            Assert.Equal(sequences.Count, study.LastEventSequence);
        }
    }

    [Fact]
    public async Task GivenAnIntake_ThenTheFilmIsThereOnceAndQueuedOnce()
    {
        await using var portal = await StartAsync();

        var outcome = await LosingAsync(() => portal.UploadAsync(new TestFilm().ToBytes()));

        Assert.Equal(IntakeKind.Stored, outcome.Kind);
        await using var db = portal.Db();
        Assert.Equal((1, 1, 1, 1), (await db.Instances.CountAsync(Cancel), await db.Patients.CountAsync(Cancel), await db.AnalysisJobs.CountAsync(Cancel), await db.AnalysisEvents.CountAsync(Cancel)));
        await AssertGaplessAsync(db);
    }

    [Fact]
    public async Task GivenAnEventAHeartbeatAndACompletion_ThenEachHappenedOnce()
    {
        await using var portal = await StartAsync();
        var queue = portal.Get<IAnalysisQueue>();
        await portal.UploadAsync(new TestFilm().ToBytes());

        var lease = await queue.LeaseAsync("worker", Cancel);
        Assert.True(await LosingAsync(() => queue.ReportAsync(lease, new AnalysisEvent.RegionsFound([], null), Cancel)));
        portal.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(await LosingAsync(() => queue.HeartbeatAsync(lease, Cancel)));
        Assert.True(await LosingAsync(() => queue.CompleteAsync(lease, Results.Of(0.5, Results.Nodule), Cancel)));

        await using var db = portal.Db();
        Assert.Equal(["Queued", "RegionsFound", "Completed"], await db.AnalysisEvents.OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync(Cancel));
        Assert.Equal((1, 1), (await db.Analyses.CountAsync(Cancel), (await db.AnalysisJobs.SingleAsync(Cancel)).Attempt));
        await AssertGaplessAsync(db);
    }

    [Fact]
    public async Task GivenALease_ThenNobodyHoldsItTwice_AndWhatNobodyHoldsIsLeasedAgainLater()
    {
        await using var portal = await StartAsync();
        var queue = portal.Get<IAnalysisQueue>();
        await portal.UploadAsync(new TestFilm().ToBytes());
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        await portal.UploadAsync(new TestFilm().ToBytes());

        var second = await LosingAsync(() => queue.LeaseAsync("worker", Cancel));
        portal.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.True(await queue.HeartbeatAsync(second, Cancel));
        portal.Time.Advance(TimeSpan.FromSeconds(11));
        var first = await queue.LeaseAsync("worker", Cancel);

        Assert.NotEqual(first.AnalysisId, second.AnalysisId);
        Assert.Equal((2, 1), (first.Attempt, second.Attempt));
    }

    [Fact]
    public async Task GivenAFailureThatIsTriedAgain_ThenItIsRecordedOnce()
    {
        await using var portal = await StartAsync();
        var queue = portal.Get<IAnalysisQueue>();
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        var lease = await queue.LeaseAsync("worker", Cancel);

        Assert.True(await LosingAsync(() => queue.FailAsync(lease, new Refusal(RefusalCodes.Failed, "No."), final: true, Cancel)));
        Assert.True(await LosingAsync(() => portal.Get<RetryAnalysis>().RunAsync(Actors.Radiologist, film.StudyUid(), film.InstanceUid(), Cancel)));

        await using var db = portal.Db();
        Assert.Equal(["Queued", "Failed", "Queued"], await db.AnalysisEvents.OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync(Cancel));
        await AssertGaplessAsync(db);
    }

    [Fact]
    public async Task GivenAVerdictAFindingASubmissionAndAReview_ThenEachIsSavedOnceAndSaysSo()
    {
        await using var portal = await StartAsync();
        var film = new TestFilm();
        var lease = await portal.AnalyseAsync(film, 0.9, Results.Nodule);

        var saved = await LosingAsync(() => portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted));
        await LosingAsync(() => portal.DrawAsync(Actors.Radiologist, lease, new ImageBox(1, 1, 5, 5), Domain.Labels.FindingLabels.Drawable[0]));
        await LosingAsync(() => portal.SubmitAsync(Actors.Radiologist, film.StudyUid()));
        var review = await LosingAsync(() => portal.Get<ReviewVerdict>().RunAsync(Actors.QA, saved.Verdict!.Id, ReviewDecision.Confirmed, null, Cancel));

        Assert.IsType<ReviewOutcome.Saved>(review);
        await using var db = portal.Db();
        Assert.Equal((3, 1), (await db.Verdicts.CountAsync(Cancel), await db.Reviews.CountAsync(Cancel)));
        Assert.Equal(4, await db.TrainingLabels.CountAsync(Cancel));
    }

    [Fact]
    public async Task GivenAnExport_ThenOneReleaseIsOnRecord()
    {
        await using var portal = await StartAsync();
        var film = new TestFilm();
        var lease = await portal.AnalyseAsync(film, 0.9, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.SubmitAsync(Actors.Radiologist, film.StudyUid());

        var release = await LosingAsync(() => portal.Get<ExportDataset>().RunAsync(Actors.Administrator, noBurnedInTextConfirmed: true, new MemoryStream(), Cancel));

        await using var db = portal.Db();
        var row = await db.DatasetReleases.SingleAsync(Cancel);
        Assert.Equal(("1", release.Sha256), (row.ReleaseVersion, row.ZipHash));
    }

    [Fact]
    public async Task GivenANewAccount_ThenItIsThereOnceAndNoProblemIsSaid()
    {
        await using var portal = await StartAsync();

        var made = await LosingAsync(() => portal.Get<CreateUser>().RunAsync(
            Actors.Administrator, "one@example.org", "One", "correct horse battery", new HashSet<Role> { Role.QA }, Cancel));

        Assert.True(made.Succeeded, string.Join(' ', made.Problems));
        await using var db = portal.Db();
        Assert.Equal((1, 1), (await db.Users.CountAsync(Cancel), await db.UserRoles.CountAsync(Cancel)));
    }

    [Fact]
    public async Task GivenTwoWhoChangeARowAlikeAtTheSameMoment_ThenOnlyOneHasChangedIt()
    {
        await using var portal = await StartAsync();
        await portal.UploadAsync(new TestFilm().ToBytes());
        await using var mine = portal.Db();
        await using var theirs = portal.Db();
        (await mine.Studies.SingleAsync(Cancel)).Description = "the same";
        (await theirs.Studies.SingleAsync(Cancel)).Description = "the same";
        await theirs.SaveChangesAsync(Cancel);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => mine.SaveChangesAsync(Cancel));
    }

    [Fact]
    public async Task GivenARaceThatSomebodyElseWon_ThenItIsNotTakenForOnesOwn()
    {
        await using var portal = await StartAsync();
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        await using var mine = portal.Db();
        await using var theirs = portal.Db();
        (await mine.Studies.SingleAsync(Cancel)).Description = "mine";
        (await theirs.Studies.SingleAsync(Cancel)).Description = "theirs";
        await theirs.SaveChangesAsync(Cancel);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => mine.SaveChangesAsync(Cancel));
    }
}
