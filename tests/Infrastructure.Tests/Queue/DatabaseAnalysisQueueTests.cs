using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Queue;

public class DatabaseAnalysisQueueTests
{
    private static readonly Refusal Broke = new(RefusalCodes.Failed, "The analysis broke off.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAWorkerThatWaits_WhenAFilmIsUploaded_ThenItIsLeasedWithoutAPoll(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var waiting = portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel);

        await portal.UploadAsync(film.ToBytes());

        Assert.Equal(film.InstanceUid(), (await waiting).Instance);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenSeveralWorkers_ThenEveryFilmIsLeasedOnce(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var films = Enumerable.Range(0, 8).Select(_ => new TestFilm()).ToList();
        foreach (var film in films)
            await portal.UploadAsync(film.ToBytes());

        var leases = await Task.WhenAll(films.Select((_, i) => Task.Run(() => portal.Get<IAnalysisQueue>().LeaseAsync($"worker {i % 3}", Cancel))));

        Assert.Equal(films.Select(f => f.Instance).Order(), leases.Select(l => l.Instance.Value).Order());
        Assert.All(leases, l => Assert.Equal(1, l.Attempt));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenALeaseThatExpired_ThenAnotherWorkerGetsTheNextAttemptAndTheFirstIsRefused(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        await portal.UploadAsync(new TestFilm().ToBytes());
        var first = await queue.LeaseAsync("first", Cancel);
        portal.Time.Advance(TimeSpan.FromSeconds(61));

        var second = await queue.LeaseAsync("second", Cancel);

        Assert.Equal((first.AnalysisId, 2), (second.AnalysisId, second.Attempt));
        Assert.False(await queue.HeartbeatAsync(first, Cancel));
        Assert.False(await queue.ReportAsync(first, new AnalysisEvent.Started("cpu", []), Cancel));
        Assert.False(await queue.CompleteAsync(first, Results.Of(0.9), Cancel));
        Assert.False(await queue.FailAsync(first, Broke, final: true, Cancel));
        Assert.True(await queue.CompleteAsync(second, Results.Of(0.4), Cancel));
        await using var db = portal.Db();
        Assert.Equal(0.4, db.Analyses.Single().AbnormalityScore);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenHeartbeats_ThenTheLeaseOutlivesItsFirstEnd(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        await portal.UploadAsync(new TestFilm().ToBytes());
        var lease = await queue.LeaseAsync("worker", Cancel);
        for (var i = 0; i < 3; i++)
        {
            portal.Time.Advance(TimeSpan.FromSeconds(40));
            Assert.True(await queue.HeartbeatAsync(lease, Cancel));
        }
        await portal.UploadAsync(new TestFilm().ToBytes());

        Assert.NotEqual(lease.Instance, (await queue.LeaseAsync("other", Cancel)).Instance);
        Assert.True(await queue.CompleteAsync(lease, Results.Of(0.1), Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenWorkersThatDieOnEveryAttempt_ThenTheFilmIsFailedAndTheQueueGoesOn(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(attempt, (await queue.LeaseAsync("worker", Cancel)).Attempt);
            portal.Time.Advance(TimeSpan.FromSeconds(61));
        }
        var next = new TestFilm();
        await portal.UploadAsync(next.ToBytes());

        Assert.Equal(next.InstanceUid(), (await queue.LeaseAsync("worker", Cancel)).Instance);
        var instance = Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
        Assert.Equal((AnalysisState.Failed, RefusalCodes.Failed), (instance.State, instance.Refusal!.Code));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAFailureThatIsNotFinal_ThenItIsTriedAgainAfterAPauseUntilTheAttemptsAreUsedUp(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var lease = await queue.LeaseAsync("worker", Cancel);
            Assert.Equal(attempt, lease.Attempt);
            Assert.True(await queue.FailAsync(lease, Broke, final: false, Cancel));
            portal.Time.Advance(TimeSpan.FromSeconds(10));
        }

        var instance = Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
        Assert.Equal((AnalysisState.Failed, Broke), (instance.State, instance.Refusal));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAServiceThatStopsAgainAndAgain_ThenItsFilmsWaitAndNoAttemptIsUsedUp(string database)
    {
        await using var portal = await TestPortal.StartAsync(database, ("Queue:Attempts", "2"));
        var queue = portal.Get<IAnalysisQueue>();
        await portal.UploadAsync(new TestFilm().ToBytes());
        var stopping = new Refusal(RefusalCodes.Failed, "The inference service was stopped.");

        for (var restart = 1; restart <= 5; restart++)
        {
            var lease = await queue.LeaseAsync("worker", Cancel);
            Assert.Equal(restart, lease.Attempt);
            Assert.True(await queue.GiveBackAsync(lease, stopping, Cancel));
        }

        var last = await queue.LeaseAsync("worker", Cancel);
        Assert.True(await queue.CompleteAsync(last, Results.Of(0.5), Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenARefusedFilm_WhenItIsRetried_ThenTheAttemptCountsOnAndTheResultReplacesTheRefusal(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        await queue.FailAsync(await queue.LeaseAsync("worker", Cancel), new Refusal(RefusalCodes.NoLungFound, "No lung was found."), final: true, Cancel);
        Assert.Equal(AnalysisState.Refused, (await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances[0].State);

        Assert.True(await portal.Get<RetryAnalysis>().RunAsync(Actors.Administrator, film.StudyUid(), film.InstanceUid(), Cancel));

        var lease = await queue.LeaseAsync("worker", Cancel);
        Assert.Equal(2, lease.Attempt);
        await queue.CompleteAsync(lease, Results.Of(0.3), Cancel);
        Assert.False(await portal.Get<RetryAnalysis>().RunAsync(Actors.Administrator, film.StudyUid(), film.InstanceUid(), Cancel));
        var instance = (await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances[0];
        Assert.Equal((AnalysisState.Completed, null), (instance.State, instance.Refusal));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAResult_ThenItIsReadBackExactly(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var lease = await portal.AnalyseAsync(film, 0.8712345678901234, Results.Nodule, Results.Opacity);

        var view = Assert.Single((await portal.OpenAsync(Actors.QA, film.StudyUid())).Instances).Analysis!;

        var expected = Results.Of(0.8712345678901234, Results.Nodule, Results.Opacity);
        Assert.Equal(lease.AnalysisId, view.Id);
        Assert.Equivalent(expected, view.Result, strict: true);
        Assert.Equal(expected.Heat.Values, view.Result.Heat.Values);
        Assert.Equal(expected.Irregularities, view.Result.Irregularities);
    }

    [Fact]
    public async Task GivenARestart_ThenWaitingWorkIsStillThere()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());

        var lease = await portal.Restart().Get<IAnalysisQueue>().LeaseAsync("worker", Cancel);

        Assert.Equal(film.InstanceUid(), lease.Instance);
        await using var file = await portal.Get<IInstanceFiles>().OpenAsync(lease.Site, lease.Instance, Cancel);
        Assert.Equal(film.ToBytes().Length, file.Length);
    }
}
