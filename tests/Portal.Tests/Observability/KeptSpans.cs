using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace OxiPortal.Portal.Tests.Observability;

/// <summary>What an exporter is given. Sources of spans are the whole process's: look at one trace.</summary>
internal sealed class KeptSpans : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public IReadOnlyList<Activity> All => [.. _spans];

    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _spans.Where(s => s.TraceId == trace)];

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
            _spans.Enqueue(span);
        return ExportResult.Success;
    }

    /// <summary>Everything of a span that leaves the process.</summary>
    public static string Text(Activity span) => string.Join('\n', new[] { span.DisplayName, span.StatusDescription, span.TraceStateString }
        .Concat(span.TagObjects.Select(t => $"{t.Key}={t.Value}"))
        .Concat(span.Events.SelectMany(e => e.Tags.Select(t => $"{e.Name}: {t.Key}={t.Value}")))
        .Concat(span.Baggage.Select(b => $"{b.Key}={b.Value}")));
}
