using System.Diagnostics.Metrics;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Observability;

namespace OxiPortal.Portal.Observability;

/// <summary>The portal's own figures: queue, circuits, watchers, and how long a film takes from upload to the reader's eye.</summary>
public sealed class PortalMeter
{
    private readonly QueueWatch _queue;
    private readonly Histogram<double> _uploadToHeat;
    private int _circuits;
    private int _watchers;

    public PortalMeter(IMeterFactory meters, QueueWatch queue)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _queue = queue;
        var meter = meters.Create(Telemetry.Meter);
        meter.CreateObservableGauge("oxiportal.queue.depth", Depth, "{film}", "Films by state and priority, of every site, as the database has them.");
        meter.CreateObservableGauge("oxiportal.queue.oldest.age", OldestAge, "s", "How long the oldest waiting film has waited.");
        meter.CreateObservableGauge("oxiportal.circuits", () => Circuits, "{circuit}", "Pages open in browsers, of this process.");
        meter.CreateObservableGauge("oxiportal.hub.watchers", () => Watchers, "{watcher}", "Who watches a study's analyses over the hub, of this process.");
        _uploadToHeat = meter.CreateHistogram(
            "oxiportal.upload_to_heat", "s", "From a film's place in the queue to its first heat on a reader's screen.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Telemetry.SecondsBounds });
    }

    public int Circuits => Volatile.Read(ref _circuits);

    public int Watchers => Volatile.Read(ref _watchers);

    public void CircuitOpened() => Interlocked.Increment(ref _circuits);

    public void CircuitClosed() => Interlocked.Decrement(ref _circuits);

    public void WatcherCame() => Interlocked.Increment(ref _watchers);

    public void WatcherLeft() => Interlocked.Decrement(ref _watchers);

    public void HeatPainted(TimeSpan sinceQueued) => _uploadToHeat.Record(sinceQueued.TotalSeconds);

    private IEnumerable<Measurement<int>> Depth()
    {
        if (_queue.Latest is not { } look)
            yield break;
        foreach (var priority in Enum.GetValues<AnalysisPriority>())
        {
            yield return Of(look.State.Waiting.GetValueOrDefault(priority), "waiting", priority.ToString());
            yield return Of(look.State.Running(priority), "running", priority.ToString());
        }
        yield return Of(look.Failed, "failed", "any");
    }

    private IEnumerable<Measurement<double>> OldestAge()
    {
        if (_queue.Latest is { State: var state })
            yield return new(state.OldestAge.TotalSeconds);
    }

    private static Measurement<int> Of(int films, string state, string priority) =>
        new(films, new KeyValuePair<string, object?>("state", state), new KeyValuePair<string, object?>("priority", priority));
}
