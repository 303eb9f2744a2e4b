using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Dicom.Synthetic;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Pipeline;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Portal.Hosting;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Api.Inference;

/// <summary>The service's side against the portal's, over a real port and the real queue.</summary>
public sealed class HttpAnalysisQueueTests
{
    private static readonly Refusal Broke = new(RefusalCodes.Failed, "The analysis broke off.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenAFilm_WhenAServiceAnalysesIt_ThenPixelsEventsAndResultCrossTheWireWhole()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));

        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        await using var pixels = await service.Files.OpenAsync(lease.Site, lease.Instance, Cancel);
        using var fetched = new MemoryStream();
        await pixels.CopyToAsync(fetched, Cancel);
        Assert.True(await service.Queue.HeartbeatAsync(lease, Cancel));
        Assert.True(await service.ReportAsync(lease));
        Assert.True(await service.Queue.CompleteAsync(lease, service.Result, Cancel));

        Assert.Equal(film.Instance(), lease.Instance.Value);
        Assert.Equal(film.ToBytes().ToArray(), fetched.ToArray());
        Assert.Equal(
            [("Queued", 1), ("Started", 1), ("RegionsFound", 1), ("SegmentScored", 1), ("Completed", 1)], await portal.EventsAsync(film));
        Assert.Equal(1, await portal.AnalysesAsync());
        Assert.Null(portal.Service<IServiceProvider>().GetService<AnalysisPipeline>());
    }

    [Fact]
    public async Task GivenLostAnswers_WhenTheServiceSendsAgain_ThenNothingIsRecordedTwiceAndItGoesOn()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        var lost = new HashSet<string>();
        // Each answer is lost once.
        service.Line.LosesAnswer = request => lost.Add(request.RequestUri!.AbsolutePath);

        Assert.True(await service.ReportAsync(lease));
        Assert.True(await service.Queue.CompleteAsync(lease, service.Result, Cancel));

        Assert.Equal(4, lost.Count);
        Assert.Equal(
            [("Queued", 1), ("Started", 1), ("RegionsFound", 1), ("SegmentScored", 1), ("Completed", 1)], await portal.EventsAsync(film));
        Assert.Equal(1, await portal.AnalysesAsync());
    }

    [Fact]
    public async Task GivenAServiceThatVanishesMidFilm_WhenItsLeaseEnds_ThenAnotherFinishesItAndTheFirstIsRefused()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var first = new RemoteService(portal);
        using var second = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lost = await first.Queue.LeaseAsync("gpu/1", Cancel);
        Assert.True(await first.ReportAsync(lost, events: 2));
        portal.Time.Advance(TimeSpan.FromSeconds(61));

        var lease = await second.Queue.LeaseAsync("gpu/2", Cancel);
        Assert.True(await second.ReportAsync(lease));
        Assert.False(await first.Queue.HeartbeatAsync(lost, Cancel));
        Assert.False(await first.Queue.CompleteAsync(lost, first.Result with { AbnormalityScore = 0.1 }, Cancel));
        Assert.True(await second.Queue.CompleteAsync(lease, second.Result, Cancel));

        Assert.Equal((lost.AnalysisId, 2), (lease.AnalysisId, lease.Attempt));
        Assert.Equal(
            [("Queued", 1), ("Started", 1), ("RegionsFound", 1), ("Failed", 1), ("Started", 2), ("RegionsFound", 2), ("SegmentScored", 2), ("Completed", 2)],
            await portal.EventsAsync(film));
        Assert.Equal(1, await portal.AnalysesAsync());
    }

    [Fact]
    public async Task GivenTwoServices_WhenThereIsWork_ThenTheyShareItAndEveryFilmIsAnalysedOnce()
    {
        await using var portal = await ServicePortal.StartAsync();
        var films = Enumerable.Range(1, 6).Select(n => Films.Small(n)).ToList();
        foreach (var film in films)
            await portal.UploadAsync(film);
        using var one = new RemoteService(portal);
        using var other = new RemoteService(portal);

        var done = await Task.WhenAll(WorkAsync(one), WorkAsync(other));

        Assert.Equal(films.Select(f => f.Instance()).Order(), done.SelectMany(d => d).Order());
        Assert.Equal(films.Count, await portal.AnalysesAsync());

        static async Task<List<string>> WorkAsync(RemoteService service)
        {
            List<string> done = [];
            while (done.Count < 3)
            {
                var lease = await service.Queue.LeaseAsync("gpu", Cancel);
                Assert.True(await service.ReportAsync(lease));
                Assert.True(await service.Queue.CompleteAsync(lease, service.Result, Cancel));
                done.Add(lease.Instance.Value);
            }
            return done;
        }
    }

    [Fact]
    public async Task GivenWorkGivenBack_ThenItIsLeasedAgainWithoutBeingCounted()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));

        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
            Assert.Equal(attempt, lease.Attempt);
            Assert.True(await service.Queue.GiveBackAsync(lease, Broke, CancellationToken.None));
        }
        Assert.True(await service.Queue.FailAsync(
            await service.Queue.LeaseAsync("gpu/1", Cancel), new Refusal(RefusalCodes.BlankImage, "The film is blank."), final: true, Cancel));

        Assert.Equal(("Failed", 5), (await portal.EventsAsync(film))[^1]);
    }

    [Fact]
    public async Task GivenOtherModels_WhenTheServiceAsksForWork_ThenItGetsNoneAndAsksAgainAMinuteLater()
    {
        await using var portal = await ServicePortal.StartAsync();
        var time = new FakeTimeProvider();
        using var service = new RemoteService(portal, models: portal.Models with { Version = "0.9+other" }, time: time);
        var film = await portal.UploadAsync(Films.Small(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var waiting = service.Queue.LeaseAsync("gpu/1", stop.Token);
        await UntilAsync(() => service.Line.Answers == 1);
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return service.Line.Requests == 2;
        });

        Assert.False(waiting.IsCompleted);
        Assert.True(time.GetUtcNow() - time.Start >= TimeSpan.FromMinutes(1));
        Assert.Equal([("Queued", 1)], await portal.EventsAsync(film));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData("unknown", "revoked")]
    [InlineData("export-only", "may not be used for inference")]
    public async Task GivenATokenThatIsNotLetIn_WhenTheServiceAsksForWork_ThenItsHostIsStoppedWithASentence(string token, string says)
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal, token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var waiting = service.Queue.LeaseAsync("gpu/1", stop.Token);
        await service.Host.Stopped.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Contains(says, service.Refusal.Sentence, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, service.Line.Requests);
    }

    [Fact]
    public async Task GivenATokenAsAdministratorsIssueIt_ThenTheServiceWorksUntilItIsRevoked()
    {
        await using var portal = await ServicePortal.StartAsync();
        var administrator = ServicePortal.Administrator;
        var issued = await portal.Service<IssueServiceToken>().RunAsync(administrator, "GPU", new HashSet<ServiceScope> { ServiceScope.Inference }, 1, Cancel);
        using var service = new RemoteService(portal, issued.Token!);
        await portal.UploadAsync(Films.Small(1));

        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        Assert.True(await service.ReportAsync(lease));
        await portal.Service<RevokeServiceToken>().RunAsync(administrator, issued.Id!.Value, Cancel);

        await Assert.ThrowsAsync<QueueException>(() => service.Queue.CompleteAsync(lease, service.Result, Cancel));
        await service.Host.Stopped.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal(0, await portal.AnalysesAsync());
    }

    [Fact]
    public async Task GivenAServiceThatWaitsForWork_WhenItsTokenIsRevoked_ThenItIsToldWithinFiveSecondsAndWorkThatCameIsLeftToOthers()
    {
        await using var portal = await ServicePortal.StartAsync();
        var issued = await portal.Service<IssueServiceToken>().RunAsync(
            ServicePortal.Administrator, "GPU", new HashSet<ServiceScope> { ServiceScope.Inference }, 1, Cancel);
        using var service = new RemoteService(portal, issued.Token!);
        using var other = new RemoteService(portal);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = service.Queue.LeaseAsync("gpu/1", stop.Token);
        await UntilAsync(() => service.Line.Requests == 1);
        await portal.Service<RevokeServiceToken>().RunAsync(ServicePortal.Administrator, issued.Id!.Value, Cancel);
        var revokedAt = portal.Time.GetUtcNow();

        await UntilAsync(() =>
        {
            portal.Time.Advance(TimeSpan.FromMilliseconds(100));
            return service.Refusal.Sentence is not null;
        });
        Assert.InRange(portal.Time.GetUtcNow() - revokedAt, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await portal.UploadAsync(Films.Small(1));

        Assert.Equal(1, (await other.Queue.LeaseAsync("gpu/2", Cancel)).Attempt);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task GivenAServiceWithSeveralPlaces_ThenItLeasesAsManyFilmsInOneRequestAndReportsSeveralEventsInOne()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var films = new[] { await portal.UploadAsync(Films.Small(1)), await portal.UploadAsync(Films.Small(2)), await portal.UploadAsync(Films.Small(3)) };

        var leases = await service.Queue.LeaseAsync("gpu/1", 8, Cancel);
        foreach (var lease in leases)
        {
            Assert.True(await service.Queue.ReportAsync(lease, service.Events, Cancel));
            Assert.True(await service.Queue.CompleteAsync(lease, service.Result, Cancel));
        }

        Assert.Equal(films.Select(f => f.Instance()).Order(), leases.Select(l => l.Instance.Value).Order());
        Assert.Equal(1 + 2 * films.Length, service.Line.Requests);
        Assert.Equal([("Queued", 1), ("Started", 1), ("RegionsFound", 1), ("SegmentScored", 1), ("Completed", 1)], await portal.EventsAsync(films[1]));
    }

    [Fact]
    public async Task GivenAnAnswerThatIsLostOfSeveralEvents_WhenTheyAreSentAgainWithMore_ThenEachIsRecordedOnce()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        var lost = 0;
        service.Line.LosesAnswer = _ => lost++ == 0;

        Assert.True(await service.Queue.ReportAsync(lease, [.. service.Events.Take(2)], Cancel));
        Assert.True(await service.Queue.ReportAsync(lease, [.. service.Events.Skip(2)], Cancel));

        Assert.Equal([("Queued", 1), ("Started", 1), ("RegionsFound", 1), ("SegmentScored", 1)], await portal.EventsAsync(film));
    }

    [Fact]
    public async Task GivenALineThatFallsSilentInTheMiddleOfAFilm_ThenTheServiceAsksAgainBeforeTheWholeTryIsOver()
    {
        await using var portal = await ServicePortal.StartAsync();
        var time = new FakeTimeProvider();
        using var service = new RemoteService(portal, time: time);
        var film = await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        var silent = 0;
        service.Line.FallsSilent = _ => silent++ == 0;

        var fetching = service.Files.OpenAsync(lease.Site, lease.Instance, Cancel);
        await service.Line.Silent.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, silent);
        time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() =>
        {
            // The pause before the next try.
            time.Advance(TimeSpan.FromMilliseconds(1));
            return fetching.IsCompleted;
        });

        Assert.Equal(film.ToBytes().Length, (await fetching).Length);
        Assert.Equal(2, silent);
    }

    [Fact]
    public async Task GivenAPortalThatIsAwayForAMoment_ThenTheServiceTriesAgain()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        var troubles = new Queue<HttpStatusCode>([HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway]);
        service.Line.AnswersInstead = _ => troubles.TryDequeue(out var trouble) ? trouble : null;

        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        troubles.Enqueue(HttpStatusCode.TooManyRequests);
        Assert.True(await service.Queue.HeartbeatAsync(lease, Cancel));
        Assert.Equal(5, service.Line.Requests);
    }

    [Fact]
    public async Task GivenAPortalThatStaysAway_WhenTheLeaseIsOver_ThenTheServiceTriesNoLonger()
    {
        await using var portal = await ServicePortal.StartAsync();
        var time = new FakeTimeProvider();
        using var service = new RemoteService(portal, time: time);
        await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        service.Line.AnswersInstead = _ =>
        {
            time.Advance(TimeSpan.FromSeconds(61));
            return HttpStatusCode.ServiceUnavailable;
        };

        await Assert.ThrowsAsync<QueueException>(() => service.Queue.HeartbeatAsync(lease, Cancel));

        Assert.Equal(2, service.Line.Requests);
    }

    [Fact]
    public async Task GivenARedirect_ThenTheTokenIsNotTakenThere()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        service.Line.AnswersInstead = _ => HttpStatusCode.Redirect;

        var refusal = await Assert.ThrowsAsync<QueueException>(() => service.Queue.HeartbeatAsync(lease, Cancel));

        Assert.Contains("https://elsewhere.example", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAnInstanceThatIsNotLeased_WhenItsPixelsAreAskedFor_ThenThereAreNone()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        await service.Queue.LeaseAsync("gpu/1", Cancel);

        await Assert.ThrowsAsync<FileNotFoundException>(() => service.Files.OpenAsync(SiteId.Default, SopInstanceUid.Parse("1.2.3"), Cancel));
    }

    [Fact]
    public async Task GivenAFileThatIsGoneFromTheStore_WhenItsPixelsAreAskedFor_ThenTheServiceIsToldAtOnce()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        await portal.UploadAsync(Films.Small(1));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        foreach (var file in Directory.EnumerateFiles(portal.Service<StoragePaths>().Instances, "*", SearchOption.AllDirectories))
            File.Delete(file);

        var gone = await Assert.ThrowsAsync<FileNotFoundException>(() => service.Files.OpenAsync(lease.Site, lease.Instance, Cancel));

        Assert.Contains("backup", gone.Message, StringComparison.Ordinal);
        Assert.Equal(2, service.Line.Requests);
    }

    [Fact]
    public async Task GivenTheShippedModels_WhenAFilmIsAnalysedOverTheWire_ThenThePortalKeepsWhatTheyFound()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var pipeline = AnalysisPipeline.Open(ModelsFolder.Default(), Device.Cpu, 1, NullLogger.Instance);
        using var service = new RemoteService(portal, models: new PipelineIdentity(pipeline.Version, pipeline.Models));
        var film = await portal.UploadAsync(SyntheticRadiograph.Draw(SyntheticFilmOptions.Varied(1)).ToDicom(SyntheticStudy.Demo(1)));
        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);

        await new AnalysisJob(service.Queue, service.Files, PixelDecoder.Managed, pipeline, TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger<AnalysisJob>.Instance)
            .RunAsync(lease, Cancel);

        Assert.Equal("Completed", (await portal.EventsAsync(film))[^1].Kind);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(10, Cancel);
        }
    }
}
