using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Observability;
using OxiPortal.Portal.Observability;
using OxiPortal.Portal.Tests.Api.Inference;
using OxiPortal.Portal.Tests.Support;

namespace OxiPortal.Portal.Tests.Observability;

/// <summary>The portal measures a film alike, whoever analyses it; here over HTTP, with a clock that stands until it is moved.</summary>
public sealed class MeterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenAServiceOverHttp_WhenItTakesAndEndsWork_ThenWaitStagesAndOutcomesAreMeasured()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        using var figures = new Figures(portal.Service<IMeterFactory>());
        await portal.UploadAsync(Films.Small(1));
        portal.Time.Advance(TimeSpan.FromSeconds(42));

        var lease = await service.Queue.LeaseAsync("gpu/1", Cancel);
        Assert.True(await service.ReportAsync(lease));
        Assert.True(await service.Queue.CompleteAsync(lease, service.Result, Cancel));

        Assert.Equal(["Stored"], figures.Of("oxiportal.intake.files").Select(f => f.Tags["outcome"]));
        Assert.Equal((42.0, "Normal"), Assert.Single(figures.Of("oxiportal.queue.wait").Select(f => (f.Value, f.Tags["priority"]))));
        Assert.Equal(
            [("decode", 0.001, "cpu"), ("regions", 0.002, "cpu"), ("segments", 0.003, "cpu"), ("total", 0.006, "cpu")],
            figures.Of("oxiportal.analysis.stage").Select(f => (f.Tags["stage"], f.Value, f.Tags["device"])).Order());
        Assert.Equal(("completed", "none"), Assert.Single(figures.Of("oxiportal.analysis.outcomes").Select(f => (f.Tags["outcome"], f.Tags["code"]))));
        Assert.Equal(1, portal.Service<StageTimes>().CompletedInLastHour);
        Assert.Equal(0.006, portal.Service<StageTimes>().Stages.Single(s => s.Stage == "total").MedianSeconds);

        portal.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(0, portal.Service<StageTimes>().CompletedInLastHour);
    }

    [Fact]
    public async Task GivenAServiceThatGivesReasonsOfItsOwn_WhenWorkFails_ThenTheReasonIsNoNewSeries()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        using var figures = new Figures(portal.Service<IMeterFactory>());
        await portal.UploadAsync(Films.Small(1));

        var first = await service.Queue.LeaseAsync("gpu/1", Cancel);
        Assert.True(await service.Queue.FailAsync(first, new Refusal("quxzyphle", "No."), final: false, Cancel));
        portal.Time.Advance(TimeSpan.FromSeconds(10));
        var second = await service.Queue.LeaseAsync("gpu/1", Cancel);
        Assert.True(await service.Queue.GiveBackAsync(second, new Refusal(RefusalCodes.Failed, "Stopping."), Cancel));
        var third = await service.Queue.LeaseAsync("gpu/1", Cancel);
        Assert.True(await service.Queue.FailAsync(third, new Refusal(RefusalCodes.BlankImage, "Blank."), final: true, Cancel));

        Assert.Equal(
            [("retried", "other"), ("returned", "failed"), ("refused", "blank-image")],
            figures.Of("oxiportal.analysis.outcomes").Select(f => (f.Tags["outcome"], f.Tags["code"])));
        // The second attempt may be taken two seconds after the first failed: eight are the queue's.
        Assert.Equal([0, 8, 0], figures.Of("oxiportal.queue.wait").Select(f => f.Value));
    }

    [Fact]
    public async Task GivenAQueue_WhenItIsLookedAt_ThenDepthAndAgeAreThoseOfTheDatabase_AndOldFiguresAreNotShown()
    {
        await using var portal = await ServicePortal.StartAsync();
        using var service = new RemoteService(portal);
        using var figures = new Figures(portal.Service<IMeterFactory>());
        foreach (var number in new[] { 1, 2, 3 })
            await portal.UploadAsync(Films.Small(number));
        await service.Queue.LeaseAsync("gpu/1", Cancel);
        portal.Time.Advance(TimeSpan.FromMinutes(2));
        var watch = portal.Service<QueueWatch>();
        await watch.LookAsync(Cancel);

        figures.Look();
        var depth = figures.Of("oxiportal.queue.depth").ToDictionary(f => (f.Tags["state"], f.Tags["priority"]), f => f.Value);
        Assert.Equal((2, 1, 0), (depth[("waiting", "Normal")], depth[("running", "Normal")], depth[("failed", "any")]));
        Assert.Equal(120, Assert.Single(figures.Of("oxiportal.queue.oldest.age")).Value);
        Assert.Equal((2, 1), (watch.Points[^1].Waiting, watch.Points[^1].Running));

        figures.Forget();
        portal.Time.Advance(TimeSpan.FromMinutes(2));
        // The watch itself looks as its clock moves: what it sees by then is fresh or missing, never old.
        figures.Look();
        Assert.All(figures.Of("oxiportal.queue.oldest.age"), age => Assert.Equal(240, age.Value));
    }

    private sealed class Figures : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, Figure Figure)> _kept = new();

        public Figures(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Telemetry.Meter && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.Start();
        }

        public IReadOnlyList<Figure> Of(string name) => [.. _kept.Where(k => k.Name == name).Select(k => k.Figure)];

        public void Look() => _listener.RecordObservableInstruments();

        public void Forget() => _kept.Clear();

        public void Dispose() => _listener.Dispose();

        private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _kept.Enqueue((instrument.Name, new(value, tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string))));
    }

    private sealed record Figure(double Value, IReadOnlyDictionary<string, string?> Tags);
}
