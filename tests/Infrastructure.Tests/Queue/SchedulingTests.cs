using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Queue;

/// <summary>In which order the machines are given their work, and how people change that.</summary>
public class SchedulingTests
{
    private static readonly Actor ElsewhereReader = Actors.Radiologist with { Site = new SiteId(2) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenFilmsOfSeveralPriorities_ThenUrgentOnesComeFirstAndOldOnesLast(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var backlog = await UploadAsync(portal, AnalysisPriority.Backlog);
        var normal = await UploadAsync(portal, AnalysisPriority.Normal);
        var second = await UploadAsync(portal, AnalysisPriority.Normal);
        var stat = await UploadAsync(portal, AnalysisPriority.Stat);

        Assert.Equal([stat.Instance, normal.Instance, second.Instance, backlog.Instance], await LeasedAsync(portal, 4));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenASiteWithManyFilms_WhenAnotherHasOne_ThenItDoesNotWaitForThem(string database)
    {
        await using var portal = await WithTwoSitesAsync(database);
        var many = new List<TestFilm>();
        for (var i = 0; i < 6; i++)
            many.Add(await UploadAsync(portal));
        var one = await UploadAsync(portal, actor: ElsewhereReader);

        // One lease of several, then single ones: the turns go on across them.
        var first = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", 3, Cancel);
        var other = await UploadAsync(portal, actor: ElsewhereReader);
        var next = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", 2, Cancel);

        Assert.Equal([many[0].Instance, one.Instance, many[1].Instance], first.Select(l => l.Instance.Value));
        Assert.Equal([other.Instance, many[2].Instance], next.Select(l => l.Instance.Value));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAnUrgentFilmElsewhere_ThenItsSiteIsServedOutOfTurn(string database)
    {
        await using var portal = await WithTwoSitesAsync(database);
        var first = await UploadAsync(portal, actor: ElsewhereReader);
        Assert.Equal([first.Instance], await LeasedAsync(portal, 1));
        await UploadAsync(portal);
        var urgent = await UploadAsync(portal, AnalysisPriority.Stat, ElsewhereReader);

        Assert.Equal([urgent.Instance], await LeasedAsync(portal, 1));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenALeaseOfSeveral_ThenEachFilmHasItsOwnLeaseAndNoMoreAreGivenThanThereAre(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        for (var i = 0; i < 3; i++)
            await UploadAsync(portal);

        var leases = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", 10, Cancel);
        Assert.Equal(3, leases.Select(l => l.AnalysisId).Distinct().Count());
        foreach (var lease in leases)
            Assert.True(await portal.Get<IAnalysisQueue>().CompleteAsync(lease, Results.Of(0.5), Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenALeaseThatRanOut_WhenUrgentWorkWaits_ThenThatComesFirst(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lost = await UploadAsync(portal);
        await LeasedAsync(portal, 1);
        portal.Time.Advance(TimeSpan.FromSeconds(61));
        var urgent = await UploadAsync(portal, AnalysisPriority.Stat);

        Assert.Equal([urgent.Instance, lost.Instance], await LeasedAsync(portal, 2));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenWaitingWork_WhenItsStudyIsMadeUrgent_ThenItIsNextAndAnotherSiteCannotDoThat(string database)
    {
        await using var portal = await WithTwoSitesAsync(database);
        var first = await UploadAsync(portal);
        var second = await UploadAsync(portal);
        var prioritise = portal.Get<PrioritiseStudy>();

        Assert.Equal(0, await prioritise.RunAsync(ElsewhereReader, second.StudyUid(), AnalysisPriority.Stat, Cancel));
        Assert.Equal(1, await prioritise.RunAsync(Actors.Radiologist, second.StudyUid(), AnalysisPriority.Stat, Cancel));
        Assert.Equal(0, await prioritise.RunAsync(Actors.Radiologist, second.StudyUid(), AnalysisPriority.Stat, Cancel));

        var view = await portal.Get<ListQueue>().RunAsync(Actors.Administrator, Cancel);
        Assert.Equal([second.Instance, first.Instance], view.First.Select(w => w.Instance.Value));
        Assert.Equal((1, 1, 0), (view.Waiting[AnalysisPriority.Stat], view.Waiting[AnalysisPriority.Normal], view.Running));
        Assert.Equal([second.Instance, first.Instance], await LeasedAsync(portal, 2));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenWorkInHand_WhenItIsCancelled_ThenTheWorkersResultIsRefusedAndTheFilmCanBeTriedAgain(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = await UploadAsync(portal);
        var queue = portal.Get<IAnalysisQueue>();
        var lease = await queue.LeaseAsync("worker", Cancel);
        var cancel = portal.Get<CancelAnalysis>();

        Assert.False(await cancel.RunAsync(Actors.Administrator with { Site = new SiteId(2) }, lease.AnalysisId, Cancel));
        Assert.True(await cancel.RunAsync(Actors.Administrator, lease.AnalysisId, Cancel));
        Assert.False(await cancel.RunAsync(Actors.Administrator, lease.AnalysisId, Cancel));
        Assert.False(await queue.HeartbeatAsync(lease, Cancel));
        Assert.False(await queue.CompleteAsync(lease, Results.Of(0.9), Cancel));

        var instance = Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
        Assert.Equal((AnalysisState.Failed, RefusalCodes.Cancelled), (instance.State, instance.Refusal!.Code));
        Assert.True(await portal.Get<RetryAnalysis>().RunAsync(Actors.Radiologist, film.StudyUid(), film.InstanceUid(), Cancel));
        Assert.True(await queue.CompleteAsync(await queue.LeaseAsync("worker", Cancel), Results.Of(0.2), Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAServiceThatGivesBackWithoutEnd_ThenTheFilmIsFailedInTheEnd(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = await UploadAsync(portal);
        var queue = portal.Get<IAnalysisQueue>();
        var back = 0;
        while ((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances[0].State != AnalysisState.Failed)
        {
            Assert.True(await queue.GiveBackAsync(await queue.LeaseAsync("worker", Cancel), new Refusal(RefusalCodes.Failed, "Not now."), Cancel));
            Assert.True(++back < 100, "It is leased for ever.");
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenFilmsThatBroughtAServiceDown_ThenEachIsTriedAgainAlone(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        for (var i = 0; i < 3; i++)
            await UploadAsync(portal);
        var queue = portal.Get<IAnalysisQueue>();
        Assert.Equal(3, (await queue.LeaseAsync("worker", 8, Cancel)).Count);
        portal.Time.Advance(TimeSpan.FromSeconds(61));
        await UploadAsync(portal);

        // The first of those that were lost, alone; and what is new never beside one that was tried before.
        Assert.Equal(2, Assert.Single(await queue.LeaseAsync("worker", 8, Cancel)).Attempt);
        Assert.Equal(2, Assert.Single(await queue.LeaseAsync("worker", 8, Cancel)).Attempt);
        Assert.Equal(2, Assert.Single(await queue.LeaseAsync("worker", 8, Cancel)).Attempt);
        Assert.Equal(1, Assert.Single(await queue.LeaseAsync("worker", 8, Cancel)).Attempt);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAServiceThatIsGone_WhenNobodyElseAsks_ThenReadersLearnThatTheAnalysisStopped(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = await UploadAsync(portal);
        var queue = portal.Get<IAnalysisQueue>();
        await queue.ReportAsync(await queue.LeaseAsync("worker", Cancel), new AnalysisEvent.Started("cpu", []), Cancel);
        portal.Time.Advance(TimeSpan.FromSeconds(61));

        await portal.Get<DatabaseAnalysisQueue>().TakeBackLostAsync(Cancel);

        Assert.Equal(AnalysisState.Waiting, Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances).State);
        await using var db = portal.Db();
        var last = db.AnalysisEvents.OrderByDescending(e => e.Sequence).First();
        Assert.Equal(("Failed", 1), (last.Kind, last.Attempt));
    }

    private static async Task<TestPortal> WithTwoSitesAsync(string database)
    {
        var portal = await TestPortal.StartAsync(database);
        await using var db = portal.Db();
        db.Sites.Add(new SiteRow { SiteId = 2, Name = "Elsewhere" });
        await db.SaveChangesAsync(Cancel);
        return portal;
    }

    private static async Task<TestFilm> UploadAsync(TestPortal portal, AnalysisPriority priority = AnalysisPriority.Normal, Actor? actor = null)
    {
        var film = new TestFilm();
        var outcome = Assert.Single(await portal.Get<TakeInUpload>().RunAsync(
            actor ?? Actors.Radiologist, "film.dcm", new MemoryStream(film.ToBytes()), Cancel, priority));
        Assert.True(outcome.Queued);
        // Each its own moment, so that there is an order.
        portal.Time.Advance(TimeSpan.FromMilliseconds(10));
        return film;
    }

    private static async Task<IReadOnlyList<string>> LeasedAsync(TestPortal portal, int films)
    {
        List<string> leased = [];
        for (var i = 0; i < films; i++)
        {
            leased.Add((await portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel)).Instance.Value);
        }
        return leased;
    }
}
