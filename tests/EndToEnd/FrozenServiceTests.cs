using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using OxiPortal.Domain.Detection;
using OxiPortal.EndToEnd.Support;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.EndToEnd;

/// <summary>
/// A service is frozen in the middle of a film, as by a machine that swaps or a cable that is pulled, and comes back when another has finished the
/// film. What it says then is refused, and whoever looked on the whole time sees the heat map that is kept.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class FrozenServiceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly string _tokenFile = Path.Combine(Path.GetTempPath(), "oxiportal-token-" + Guid.NewGuid().ToString("N"));

    public void Dispose() => File.Delete(_tokenFile);

    [Fact]
    public async Task GivenAServiceFrozenMidFilm_WhenAnotherHasFinishedIt_ThenTheLateAnswersAreRefused_AndAllPagesShowOneHeatMap()
    {
        Browser.SkipWhereNoneIsInstalled();
        await using var portal = await RunningPortal.StartDemoAsync(new Dictionary<string, string>
        {
            ["Inference__Embedded"] = "false",
            // A lease must outlast the services' heartbeat of 10 s, and not the test's patience.
            ["Queue__LeaseSeconds"] = "15",
            // One film for each try to freeze a service in the middle of it, and a study of two.
            ["Portal__MostDemoStudies"] = "7",
        });
        var (playwright, browser) = await Browser.StartAsync();
        using var _ = playwright;
        await using var __ = browser;
        await Evidence.KeepIfFailedAsync(nameof(FrozenServiceTests), browser, portal, async () =>
        {
            var administrator = await browser.SignInAsync(portal, "admin@demo.local");
            await File.WriteAllTextAsync(_tokenFile, await new TokensPage(administrator).IssueAsync());
            string[] service = ["inference", "--portal", portal.Url, "--token-file", _tokenFile, "--threads", "1"];
            var looking = await browser.SignInAsync(portal, "radiologist@demo.local");
            var live = new StudyPage(looking);

            await using var frozen = OxiProcess.Start(service);
            var (study, analysis) = await FreezeMidFilmAsync(portal, frozen, live);
            await using var other = OxiProcess.Start(service);
            await live.WaitForStageAsync("completed", Patience);
            frozen.Signal(UnixSignal.Continue);

            // It drops the film: the portal refuses its late words, or, where the frost cut an answer in two, it sees that its lease has run out.
            await Task.WhenAny(
                frozen.WaitForLineAsync($"Analysis {analysis}, attempt 1: the lease was lost", TimeSpan.FromMinutes(1)),
                frozen.WaitForLineAsync("An event could not be recorded", TimeSpan.FromMinutes(1))).Unwrap();
            await LateAnswersAreRefusedAsync(portal, analysis);
            await OneHeatMapIsShownAsync(looking, live, study, await HeatKeptAsync(portal, analysis));
        });
    }

    /// <summary>Watches the next film that waits while the service begins it, and freezes the service when some but not all of its segments are there.</summary>
    private static async Task<(string Study, AnalysisId Analysis)> FreezeMidFilmAsync(RunningPortal portal, OxiProcess service, StudyPage page)
    {
        service.Signal(UnixSignal.Stop);
        for (var tries = 0; tries < 5; tries++)
        {
            var (study, analysis) = await NextFilmAsync(portal);
            await page.OpenAsync("/studies/" + study);
            service.Signal(UnixSignal.Continue);
            await UntilAsync(async () => await ScoredAsync(portal, analysis) > 0);
            service.Signal(UnixSignal.Stop);
            await using var db = PortalDatabase.Open(portal.Database);
            if (await db.AnalysisJobs.AnyAsync(j => j.Id == analysis.Value && j.State == JobState.Leased && j.Attempt == 1))
            {
                await page.WaitForSegmentsAsync(1);
                Assert.Equal("running", (await page.StateAsync()).GetProperty("stage").GetString());
                return (study, analysis);
            }
            // It was done with the film already: the next one, then.
        }
        throw new InvalidOperationException("The service could not be caught in the middle of a film.");
    }

    private static async Task<(string Study, AnalysisId Analysis)> NextFilmAsync(RunningPortal portal)
    {
        await using var db = PortalDatabase.Open(portal.Database);
        // Of a study with one film: two of one study would mingle on the page.
        var next = await db.AnalysisJobs.Where(j => j.State != JobState.Done && j.Study.Instances.Count == 1)
            .OrderByDescending(j => j.State == JobState.Leased).ThenBy(j => j.CreatedAt).ThenBy(j => j.Id)
            .Select(j => new { j.Id, j.Study.StudyInstanceUid }).FirstAsync();
        return (next.StudyInstanceUid, new AnalysisId(next.Id));
    }

    private static async Task<int> ScoredAsync(RunningPortal portal, AnalysisId analysis)
    {
        await using var db = PortalDatabase.Open(portal.Database);
        return await db.AnalysisEvents.CountAsync(e => e.AnalysisId == analysis.Value && e.Kind == nameof(AnalysisEvent.SegmentScored));
    }

    /// <summary>What the first attempt has left to say, sent by hand as the service would: an event, the result, a failure.</summary>
    private async Task LateAnswersAreRefusedAsync(RunningPortal portal, AnalysisId analysis)
    {
        await using var db = PortalDatabase.Open(portal.Database);
        var kept = await db.Analyses.AsNoTracking().SingleAsync(a => a.Id == analysis.Value);
        var before = await EventsAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(portal.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(_tokenFile)).Trim());
        foreach (var (act, body) in new[] { ("events/1", "{\"events\":[]}"), ("result", kept.ResultJson), ("failure", "{\"reason\":{\"code\":\"failed\",\"sentence\":\"Late.\"},\"final\":true}"), ("heartbeat", "{}") })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync($"/api/inference/v1/leases/{analysis}/1/{act}", content);
            Assert.Equal((act, HttpStatusCode.Conflict), (act, answer.StatusCode));
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal("urn:oxiportal:lease-lost", problem.RootElement.GetProperty("type").GetString());
        }

        Assert.Equal(before, await EventsAsync());
        var attempts = before.Select(e => e.Attempt).Distinct().ToList();
        Assert.Equal(attempts.Order(), attempts);
        Assert.Equal(2, attempts[^1]);
        Assert.Equal((nameof(AnalysisEvent.Completed), 2), (before[^1].Kind, before[^1].Attempt));
        Assert.Equal(kept.ResultJson, await db.Analyses.AsNoTracking().Where(a => a.Id == analysis.Value).Select(a => a.ResultJson).SingleAsync());

        async Task<List<(long Sequence, string Kind, int Attempt)>> EventsAsync() =>
            [.. (await db.AnalysisEvents.AsNoTracking().Where(e => e.AnalysisId == analysis.Value).OrderBy(e => e.Sequence)
                .Select(e => new { e.Sequence, e.Kind, e.Attempt }).ToListAsync()).Select(e => (e.Sequence, e.Kind, e.Attempt))];
    }

    /// <summary>The page that saw the first attempt's segments come and be voided, and one that saw nothing of it: cell for cell, pixel for pixel.</summary>
    private static async Task OneHeatMapIsShownAsync(IPage looking, StudyPage live, string study, int[] kept)
    {
        var fresh = await looking.Context.NewPageAsync();
        var room = new StudyPage(fresh);
        await room.OpenAsync("/studies/" + study);
        await room.WaitForStageAsync("completed");

        Assert.Equal(kept, await room.HeatCellsAsync());
        Assert.Equal(kept, await live.HeatCellsAsync());
        Assert.Equal((await room.StateAsync()).GetProperty("segmentsTotal").GetInt32(), (await live.StateAsync()).GetProperty("segmentsDone").GetInt32());
        Assert.True((await live.HeatAsync()).Arrived > 0.1, "The heat map stayed all but empty.");
        var painted = await room.OverlayAtRestAsync();
        // A page in the background is not painted.
        await looking.BringToFrontAsync();
        Assert.True(painted == await live.OverlayAtRestAsync(), "The two pages' overlays differ, though they hold the same heat.");
    }

    /// <summary>The kept analysis's heat map as the viewer counts: rows, columns, then 0..255 row by row.</summary>
    private static async Task<int[]> HeatKeptAsync(RunningPortal portal, AnalysisId analysis)
    {
        await using var db = PortalDatabase.Open(portal.Database);
        var heat = await db.Analyses.Where(a => a.Id == analysis.Value).Select(a => a.Heat).SingleAsync();
        // Rows and columns as int32, then float32 each, little endian, deflated.
        await using var inflate = new DeflateStream(new MemoryStream(heat), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await inflate.CopyToAsync(bytes);
        var size = MemoryMarshal.Cast<byte, int>(bytes.ToArray().AsSpan(0, 8));
        var values = MemoryMarshal.Cast<byte, float>(bytes.ToArray().AsSpan(8));
        Assert.Equal(size[0] * size[1], values.Length);
        return [size[0], size[1], .. values.ToArray().Select(v => (int)Math.Round(v * byte.MaxValue))];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(began.Elapsed < Patience, $"Nothing happened within {Patience}.");
            await Task.Delay(10);
        }
    }
}
