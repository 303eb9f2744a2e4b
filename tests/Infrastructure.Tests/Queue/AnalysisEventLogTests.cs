using OxiPortal.Domain.Anatomy;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Queue;

public class AnalysisEventLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static AnalysisEvent.SegmentScored Scored(int number) => new(
        new SegmentScore(number, BodyRegion.Heart, new PixelRect(1, 2, 3, 4), 0.9, 0.5), new HeatPatch(8, 9, 1, 2, 2, [1, 2, 254, 255]), number, 20);

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenSeveralFilmsOfAStudyAnalysedAtOnce_ThenTheStudysSequencesHaveNoGapAndNoDouble(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        var first = new TestFilm();
        var leases = new List<AnalysisLease>();
        for (var i = 0; i < 3; i++)
        {
            await portal.UploadAsync((i == 0 ? first : new TestFilm { Study = first.Study, PatientId = first.PatientId }).ToBytes());
            leases.Add(await queue.LeaseAsync($"worker {i}", Cancel));
        }

        await Task.WhenAll(leases.Select(lease => Task.Run(async () =>
        {
            for (var i = 1; i <= 6; i++)
                Assert.True(await queue.ReportAsync(lease, Scored(i), Cancel));
            Assert.True(await queue.CompleteAsync(lease, Results.Of(0.5), Cancel));
        })));

        var events = await TakeAsync(portal, first, 0, 3 * 8);
        Assert.Equal(Enumerable.Range(1, 24).Select(n => (long)n), events.Select(e => e.Sequence));
        Assert.All(events.GroupBy(e => e.AnalysisId), film => Assert.Equal(
            [1, 2, 3, 4, 5, 6], film.Select(e => e.Event).OfType<AnalysisEvent.SegmentScored>().Select(e => e.Done)));
        Assert.Equal(24, (await portal.OpenAsync(Actors.Radiologist, first.StudyUid())).LastEventSequence);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAWatcherFromTheStart_ThenItGetsOldAndNewEventsOnceEachAndOneThatResumesGetsTheRest(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        var watched = TakeAsync(portal, film, 0, 5);
        var lease = await queue.LeaseAsync("worker", Cancel);
        await queue.ReportAsync(lease, new AnalysisEvent.Started("cpu", [new ModelIdentity("m", "1", "ff")]), Cancel);
        await queue.ReportAsync(lease, new AnalysisEvent.RegionsFound([new Contour(BodyRegion.Heart, [1, 2.5f])], 0.5), Cancel);
        await queue.ReportAsync(lease, Scored(1), Cancel);
        await queue.CompleteAsync(lease, Results.Of(0.7, Results.Nodule), Cancel);

        var events = await watched;

        Assert.Equal(["Queued", "Started", "RegionsFound", "SegmentScored", "Completed"], events.Select(e => e.Event.GetType().Name));
        Assert.All(events, e => Assert.Equal((lease.AnalysisId, 1, lease.Instance), (e.AnalysisId, e.Attempt, e.SopInstanceUid)));
        Assert.Equal([1, 2, 254, 255], ((AnalysisEvent.SegmentScored)events[3].Event).Patch.Values);
        Assert.Equal(Results.Nodule.Item2, ((AnalysisEvent.Completed)events[4].Event).Irregularities[0].Box);
        Assert.Equal(events[3..].Select(e => e.Sequence), (await TakeAsync(portal, film, 3, 2)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task GivenEventsOfAnotherProcess_ThenThePollFindsThem()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm();
        var watched = TakeAsync(portal, film, 0, 1);
        await using (var other = portal.Restart())
            await other.UploadAsync(film.ToBytes());
        while (!watched.IsCompleted)
        {
            portal.Time.Advance(TimeSpan.FromSeconds(3));
            await Task.WhenAny(watched, Task.Delay(10, Cancel));
        }

        Assert.IsType<AnalysisEvent.Queued>((await watched)[0].Event);
    }

    private static async Task<List<RecordedAnalysisEvent>> TakeAsync(TestPortal portal, TestFilm film, long after, int count)
    {
        var events = new List<RecordedAnalysisEvent>();
        await foreach (var recorded in portal.Get<IAnalysisEvents>().Watch(SiteId.Default, film.StudyUid(), after, Cancel))
        {
            events.Add(recorded);
            if (events.Count == count)
                break;
        }
        return events;
    }
}
