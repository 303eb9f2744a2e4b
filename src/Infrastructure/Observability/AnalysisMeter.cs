using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Reflection;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Observability;
using OxiPortal.Infrastructure.Intake;

namespace OxiPortal.Infrastructure.Observability;

/// <summary>
/// Counts and times what passes through intake and queue: here, so that a film analysed in the portal's process and one analysed elsewhere are measured
/// alike. Every attribute has few values.
/// </summary>
public sealed class AnalysisMeter
{
    private static readonly FrozenSet<string> KnownCodes = typeof(RefusalCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (string)f.GetRawConstantValue()!).ToFrozenSet(StringComparer.Ordinal);

    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _stages;
    private readonly Counter<long> _outcomes;
    private readonly Counter<long> _files;

    public AnalysisMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(Telemetry.Meter);
        var bounds = new InstrumentAdvice<double> { HistogramBucketBoundaries = Telemetry.SecondsBounds };
        _wait = meter.CreateHistogram("oxiportal.queue.wait", "s", "From the moment work may be taken until a service takes it.", tags: null, bounds);
        _stages = meter.CreateHistogram(Telemetry.StageSeconds, "s", "What a service spent on a film, as it says.", tags: null, bounds);
        _outcomes = meter.CreateCounter<long>(Telemetry.Outcomes, "{attempt}", "How attempts ended.");
        _files = meter.CreateCounter<long>("oxiportal.intake.files", "{file}", "Files received, by what became of them.");
    }

    public void TakenIn(IntakeKind kind) => _files.Add(1, new KeyValuePair<string, object?>(Telemetry.OutcomeKey, kind.ToString()));

    public void Leased(TimeSpan wait, AnalysisPriority priority) =>
        _wait.Record(Math.Max(0, wait.TotalSeconds), new KeyValuePair<string, object?>("priority", priority.ToString()));

    public void Completed(AnalysisResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var times = result.TimingsMs;
        Stage("decode", times.Decode, result.Device);
        Stage("regions", times.Regions, result.Device);
        Stage("segments", times.Segments, result.Device);
        Stage(Telemetry.TotalStage, times.Total, result.Device);
        Ended(Telemetry.CompletedOutcome, "none");
    }

    /// <param name="outcome">refused, failed, retried, returned or cancelled.</param>
    public void Ended(string outcome, Refusal reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        // A service elsewhere may say anything: a code of its own is no new time series.
        Ended(outcome, KnownCodes.Contains(reason.Code) ? reason.Code : "other");
    }

    private void Ended(string outcome, string code) => _outcomes.Add(
        1, new KeyValuePair<string, object?>(Telemetry.OutcomeKey, outcome), new KeyValuePair<string, object?>("code", code));

    private void Stage(string stage, double milliseconds, string device) => _stages.Record(
        milliseconds / 1000, new KeyValuePair<string, object?>(Telemetry.StageKey, stage), new KeyValuePair<string, object?>("device", device));
}
