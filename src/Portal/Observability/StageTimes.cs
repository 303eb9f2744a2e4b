using System.Diagnostics.Metrics;
using OxiPortal.Domain.Observability;

namespace OxiPortal.Portal.Observability;

/// <summary>Seconds of a stage over the last films.</summary>
public sealed record StageTime(string Stage, double MedianSeconds, double NinetyFifthSeconds, int Films);

/// <summary>
/// What the last films took and how many were done in the last hour, from the very metrics that are exported. Of this process, in memory: a start forgets.
/// </summary>
public sealed class StageTimes : IDisposable
{
    private const int Kept = 500;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<double>> _seconds = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _completed = [];
    private readonly TimeProvider _time;

    public StageTimes(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Meters of other hosts in the process have other factories.
            if (instrument.Meter.Name == Telemetry.Meter && ReferenceEquals(instrument.Meter.Scope, meters)
                && instrument.Name is Telemetry.StageSeconds or Telemetry.Outcomes)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Spent(Tag(tags, Telemetry.StageKey), seconds));
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Ended(Tag(tags, Telemetry.OutcomeKey)));
        _listener.Start();
    }

    /// <summary>In the order in which they were first met.</summary>
    public IReadOnlyList<StageTime> Stages
    {
        get
        {
            lock (_gate)
                return [.. _seconds.Select(s => Of(s.Key, [.. s.Value.Order()]))];
        }
    }

    public int CompletedInLastHour
    {
        get
        {
            lock (_gate)
            {
                Forget();
                return _completed.Count;
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private static StageTime Of(string stage, double[] ordered) =>
        new(stage, At(ordered, 0.5), At(ordered, 0.95), ordered.Length);

    // Nearest rank.
    private static double At(double[] ordered, double share) => ordered[Math.Max(0, (int)Math.Ceiling(share * ordered.Length) - 1)];

    private static string Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == key)
                return tag.Value as string ?? "";
        }
        return "";
    }

    private void Spent(string stage, double seconds)
    {
        lock (_gate)
        {
            if (!_seconds.TryGetValue(stage, out var kept))
                _seconds[stage] = kept = [];
            kept.Enqueue(seconds);
            if (kept.Count > Kept)
                kept.Dequeue();
        }
    }

    private void Ended(string outcome)
    {
        if (outcome != Telemetry.CompletedOutcome)
            return;
        lock (_gate)
        {
            _completed.Enqueue(_time.GetUtcNow());
            Forget();
        }
    }

    private void Forget()
    {
        while (_completed.TryPeek(out var oldest) && _time.GetUtcNow() - oldest > Hour)
            _completed.Dequeue();
    }
}
