using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Tests.Support;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.Worklists;

public class ListWorklistTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenStudiesInEveryState_ThenWhatNeedsAttentionIsOnTopAndTheRestMostSuspiciousFirst(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var queue = portal.Get<IAnalysisQueue>();
        var (calm, grave, refused, waiting, lateral) = (new TestFilm(), new TestFilm(), new TestFilm(), new TestFilm(), new TestFilm { ViewPosition = "LL" });
        await portal.AnalyseAsync(calm, 0.12);
        await portal.AnalyseAsync(grave, 0.93, Results.Opacity, Results.Nodule);
        await portal.UploadAsync(refused.ToBytes());
        await queue.FailAsync(await queue.LeaseAsync("worker", Cancel), new Refusal(RefusalCodes.NoLungFound, "No lung was found."), final: true, Cancel);
        await portal.UploadAsync(waiting.ToBytes());
        await portal.UploadAsync(lateral.ToBytes());

        var items = await portal.Get<ListWorklist>().RunAsync(Actors.Radiologist, new WorklistFilter(), Cancel);

        Assert.Equal([refused.StudyUid(), lateral.StudyUid(), waiting.StudyUid()], items.Take(3).Select(i => i.Study));
        Assert.All(items.Take(3), i => Assert.Equal(WorklistGroup.NeedsAttention, i.Group));
        Assert.Equal([grave.StudyUid(), calm.StudyUid()], items.Skip(3).Select(i => i.Study));
        var top = items[3];
        Assert.Equal((0.93, FindingLabels.Opacity, "Suspicious for opacity."), (top.AbnormalityScore, top.TopFinding, top.Status));
        Assert.Equal(("Doe, Jane", grave.PatientId, new DateOnly(1965, 4, 12), "F"), (top.PatientName, top.PatientId, top.BirthDate, top.Sex));
        Assert.Equal((new DateOnly(2026, 3, 1), "Chest routine", 1), (top.StudyDate, top.Description, top.InstanceCount));
        Assert.Equal("No lung was found.", items.Single(i => i.Study == refused.StudyUid()).Status);
        Assert.Equal("Nothing marked.", items[4].Status);
    }

    [Fact]
    public async Task GivenAnAnalysedFrontalWithALateral_ThenTheStudyCountsAsAnalysed()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var frontal = new TestFilm();
        await portal.AnalyseAsync(frontal, 0.5);
        await portal.UploadAsync(new TestFilm { Study = frontal.Study, PatientId = frontal.PatientId, ViewPosition = "LL" }.ToBytes());

        var item = Assert.Single(await portal.Get<ListWorklist>().RunAsync(Actors.Radiologist, new WorklistFilter(), Cancel));

        Assert.Equal((WorklistGroup.Analysed, 2, AnalysisState.Completed), (item.Group, item.InstanceCount, item.State));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenEqualStudies_ThenTheOneThatWaitsLongestComesFirst_AndAFailureBeforeAllWhateverItsOtherFilmsScore(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var (first, second, third) = (new TestFilm(), new TestFilm(), new TestFilm());
        foreach (var film in new[] { first, second })
        {
            await portal.AnalyseAsync(film, 0.9);
            portal.Time.Advance(TimeSpan.FromMinutes(1));
        }
        await FailAsync(portal, third);
        var mixed = new TestFilm();
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        await portal.AnalyseAsync(mixed, 0.99);
        await FailAsync(portal, new TestFilm { Study = mixed.Study, PatientId = mixed.PatientId });

        var items = await portal.Get<ListWorklist>().RunAsync(Actors.Radiologist, new WorklistFilter(), Cancel);

        Assert.Equal([third.StudyUid(), mixed.StudyUid(), first.StudyUid(), second.StudyUid()], items.Select(i => i.Study));
        Assert.Equal([WorklistGroup.NeedsAttention, WorklistGroup.NeedsAttention, WorklistGroup.Analysed, WorklistGroup.Analysed], items.Select(i => i.Group));
    }

    [Fact]
    public async Task GivenAMarkOnTheFilmOfTheLowerScore_ThenTheStudySaysSo()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var film = new TestFilm();
        await portal.AnalyseAsync(film, 0.8);
        await portal.AnalyseAsync(new TestFilm { Study = film.Study, PatientId = film.PatientId }, 0.1, Results.Nodule);

        var item = Assert.Single(await portal.Get<ListWorklist>().RunAsync(Actors.Radiologist, new WorklistFilter(), Cancel));

        Assert.Equal((0.8, FindingLabels.Nodule, "Suspicious for nodule."), (item.AbnormalityScore, item.TopFinding, item.Status));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenFilters_ThenOnlyWhatFitsIsListed(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var (draft, submitted, untouched) = (new TestFilm { PatientName = "Roe^Richard" }, new TestFilm { PatientName = "100%^Anna" }, new TestFilm());
        var first = await portal.AnalyseAsync(draft, 0.9, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, first, 1, VerdictKind.Accepted);
        var second = await portal.AnalyseAsync(submitted, 0.8);
        await portal.SubmitAsync(Actors.Radiologist, second.Study);
        await portal.AnalyseAsync(untouched, 0.7);

        async Task<string[]> ListAsync(WorklistFilter filter) =>
            [.. (await portal.Get<ListWorklist>().RunAsync(Actors.Radiologist, filter, Cancel)).Select(i => i.Study.Value)];

        Assert.Equal([draft.Study], await ListAsync(new(Text: "roe, rich")));
        Assert.Equal([submitted.Study], await ListAsync(new(Text: "0%")));
        Assert.Equal([untouched.Study], await ListAsync(new(Text: untouched.PatientId)));
        Assert.Equal([draft.Study, untouched.Study], await ListAsync(new(Reads: ReadFilter.ToRead)));
        Assert.Equal([untouched.Study], await ListAsync(new(Reads: ReadFilter.ToRead, Skip: 1, Take: 1)));
        Assert.Equal([submitted.Study], await ListAsync(new(Reads: ReadFilter.Submitted)));
        Assert.Equal([submitted.Study], await ListAsync(new(Skip: 1, Take: 1)));
    }

    [Fact]
    public async Task GivenAnotherSite_ThenItSeesAndOpensNothingOfThisOne()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var film = new TestFilm();
        await portal.AnalyseAsync(film, 0.5);
        await using (var db = portal.Db())
        {
            db.Sites.Add(new SiteRow { SiteId = 2, Name = "Second" });
            await db.SaveChangesAsync(Cancel);
        }
        var elsewhere = Actors.With(Role.Radiologist) with { Site = new SiteId(2) };

        Assert.Empty(await portal.Get<ListWorklist>().RunAsync(elsewhere, new WorklistFilter(), Cancel));
        Assert.Null(await portal.Get<OpenStudy>().RunAsync(elsewhere, film.StudyUid(), Cancel));
        Assert.Null(await portal.Get<OpenInstance>().RunAsync(elsewhere, film.StudyUid(), film.InstanceUid(), Cancel));
    }

    private static async Task FailAsync(TestPortal portal, TestFilm film)
    {
        await portal.UploadAsync(film.ToBytes());
        var queue = portal.Get<IAnalysisQueue>();
        Assert.True(await queue.FailAsync(await queue.LeaseAsync("worker", Cancel), new Refusal(RefusalCodes.Failed, "The analysis failed."), final: true, Cancel));
    }
}
