using System.Diagnostics;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Observability;

namespace OxiPortal.Inference.Pipeline;

/// <summary>This room's spans: <c>analysis</c>, and in it <c>decode</c>, <c>regions</c> and <c>segments</c>.</summary>
internal static class AnalysisTraces
{
    private static readonly ActivitySource Source = new(Telemetry.Inference);

    /// <summary>Part of the trace of what asked for the work, wherever that was. Null: nobody listens.</summary>
    public static Activity? Begin(AnalysisLease lease) => Source.Begin("analysis", lease.TraceParent)
        ?.SetTag(Telemetry.AnalysisTag, lease.AnalysisId.ToString())
        .SetTag(Telemetry.AttemptTag, lease.Attempt);

    public static Activity? Stage(string name) => Source.StartActivity(name);
}
