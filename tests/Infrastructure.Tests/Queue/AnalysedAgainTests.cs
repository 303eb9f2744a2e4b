using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Tests.Support;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.Queue;

/// <summary>Films that other models analysed before.</summary>
public class AnalysedAgainTests
{
    private static readonly AnalysisResult Newer = Results.Of(0.9, Results.Opacity) with { PipelineVersion = "pipeline-2" };
    private static readonly ModelsInForce InForce = new(new ModelSet(Newer.Models), Newer.PipelineVersion);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenFilmsOfEarlierModels_WhenAnalysedAgain_ThenTheirAnalysisStandsUntilTheNewOneIsComplete(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var before = await portal.AnalyseAsync(film, 0.3, Results.Nodule);

        Assert.Equal(1, await portal.Get<CountOutdated>().RunAsync(Actors.Administrator, InForce, Cancel));
        Assert.Equal(1, await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel));
        Assert.Equal(0, await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel));
        var lease = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel);

        var meanwhile = await InstanceAsync();
        Assert.NotEqual(before.AnalysisId, lease.AnalysisId);
        Assert.Equal((AnalysisState.Completed, before.AnalysisId), (meanwhile.State, meanwhile.Analysis!.Id));
        Assert.True(await portal.Get<IAnalysisQueue>().CompleteAsync(lease, Newer, Cancel));
        var now = await InstanceAsync();
        Assert.Equal((AnalysisState.Completed, lease.AnalysisId, "pipeline-2"), (now.State, now.Analysis!.Id, now.Analysis.Result.PipelineVersion));
        Assert.Equal(0, await portal.Get<CountOutdated>().RunAsync(Actors.Administrator, InForce, Cancel));
        await using var db = portal.Db();
        Assert.Equal(2, db.Analyses.Count());

        async Task<InstanceView> InstanceAsync() => Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAStudyThatSomebodyReads_ThenItIsNotAnalysedAgain(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.3, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);

        Assert.Equal(0, await portal.Get<CountOutdated>().RunAsync(Actors.Administrator, InForce, Cancel));
        Assert.Equal(0, await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAReadThatIsBegunMeanwhile_WhenTheNewAnalysisIsComplete_ThenTheOneThatWasReadStands(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var before = await portal.AnalyseAsync(film, 0.3, Results.Nodule);
        await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel);
        var lease = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel);
        await portal.JudgeAsync(Actors.Radiologist, before, 1, VerdictKind.Accepted);

        Assert.True(await portal.Get<IAnalysisQueue>().CompleteAsync(lease, Newer, Cancel));

        var study = await portal.OpenAsync(Actors.Radiologist, film.StudyUid());
        var verdict = Assert.Single(study.MyRead.Verdicts);
        Assert.Equal((before.AnalysisId, VerdictKind.Accepted), (verdict.AnalysisId, verdict.Kind));
        Assert.Equal((AnalysisState.Completed, before.AnalysisId), (study.Instances[0].State, study.Instances[0].Analysis!.Id));
        await portal.SubmitAsync(Actors.Radiologist, film.StudyUid());
        await using var db = portal.Db();
        Assert.Equal(2, db.Analyses.Count());
        Assert.Equal("Failed", db.AnalysisEvents.OrderByDescending(e => e.Sequence).First().Kind);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenModelsThatAreTakenBackIntoUse_ThenTheirAnalysisIsShownAgainWithoutAnotherRun(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var first = await portal.AnalyseAsync(film, 0.3, Results.Nodule);
        await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel);
        Assert.True(await portal.Get<IAnalysisQueue>().CompleteAsync(await portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel), Newer, Cancel));
        var older = Results.Of(0.3, Results.Nodule);
        var back = new ModelsInForce(new ModelSet(older.Models), older.PipelineVersion);

        Assert.Equal(1, await portal.Get<CountOutdated>().RunAsync(Actors.Administrator, back, Cancel));
        Assert.Equal(1, await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, back, Cancel));

        Assert.Equal(0, await portal.Get<CountOutdated>().RunAsync(Actors.Administrator, back, Cancel));
        Assert.Empty((await portal.Get<ListQueue>().RunAsync(Actors.Administrator, Cancel)).First);
        var instance = Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
        Assert.Equal((first.AnalysisId, 0.3), (instance.Analysis!.Id, instance.Analysis.Result.AbnormalityScore));
        await using var db = portal.Db();
        var last = db.AnalysisEvents.OrderByDescending(e => e.Sequence).First();
        Assert.Equal(("Completed", first.AnalysisId.Value), (last.Kind, last.AnalysisId));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenTheNewAnalysisFails_ThenTheEarlierOneStandsAndItCanBeAskedForAgain(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var before = await portal.AnalyseAsync(film, 0.3, Results.Nodule);
        await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel);
        var queue = portal.Get<IAnalysisQueue>();

        Assert.True(await queue.FailAsync(await queue.LeaseAsync("worker", Cancel), new Refusal(RefusalCodes.NoLungFound, "No lung."), final: true, Cancel));

        var instance = Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
        Assert.Equal((AnalysisState.Completed, before.AnalysisId, null), (instance.State, instance.Analysis!.Id, instance.Refusal));
        Assert.Equal(1, await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel));
        Assert.True(await queue.CompleteAsync(await queue.LeaseAsync("worker", Cancel), Newer, Cancel));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenTheEarlierModelsWereTakenBackMeanwhile_ThenNothingIsKeptTwiceAndTheWorkEnds(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var before = await portal.AnalyseAsync(film, 0.3, Results.Nodule);
        await portal.Get<AnalyseOutdated>().RunAsync(Actors.Administrator, InForce, Cancel);
        var queue = portal.Get<IAnalysisQueue>();

        Assert.True(await queue.CompleteAsync(await queue.LeaseAsync("worker", Cancel), Results.Of(0.3, Results.Nodule), Cancel));

        var instance = Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
        Assert.Equal((AnalysisState.Completed, before.AnalysisId), (instance.State, instance.Analysis!.Id));
        var view = await portal.Get<ListQueue>().RunAsync(Actors.Administrator, Cancel);
        Assert.Empty(view.First);
    }
}
