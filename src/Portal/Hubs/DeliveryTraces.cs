using System.Diagnostics;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Observability;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Hubs;

/// <summary>The last steps of a film's trace: its first heat and its end as delivered by the hub, and as painted in a browser.</summary>
public sealed class DeliveryTraces(FindTracedAnalysis find, PortalMeter meter, TimeProvider time, ILogger<DeliveryTraces> log)
{
    // Who opens a study of last week is not waiting for it.
    private static readonly TimeSpan Live = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPaint = TimeSpan.FromHours(1);

    private static readonly ActivitySource Source = new(Telemetry.Hub);

    private bool _failing;

    /// <summary>Records that an event went out, where it is the first heat of its attempt or an end. Where that fails, the watcher does not learn of it.</summary>
    /// <param name="known">What this watcher's events belong to, looked up once an analysis.</param>
    public async Task DeliveredAsync(
        SiteId site, StudyInstanceUid study, RecordedAnalysisEvent sent, IDictionary<AnalysisId, TracedAnalysis?> known, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(known);
        var now = time.GetUtcNow();
        if (sent.Event is not (AnalysisEvent.SegmentScored { Done: 1 } or AnalysisEvent.Completed) || now - sent.At > Live || !Source.HasListeners())
            return;
        if (!known.TryGetValue(sent.AnalysisId, out var analysis))
        {
            try
            {
                known[sent.AnalysisId] = analysis = await find.RunAsync(site, study, sent.AnalysisId, cancel);
                Volatile.Write(ref _failing, false);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                // Once, not for each watcher of each film.
                if (!Interlocked.Exchange(ref _failing, true))
                    HubLog.DeliveryNotTraced(log, e);
                return;
            }
        }
        Source.Record(
            "hub.deliver", analysis?.TraceParent, sent.At, now, new(Telemetry.AnalysisTag, sent.AnalysisId.ToString()),
            new(Telemetry.AttemptTag, sent.Attempt), new(Telemetry.KindTag, sent.Event.GetType().Name));
    }

    /// <summary>Records a browser's word that it painted an analysis's first heat just now.</summary>
    /// <param name="took">From the heat's arrival in the browser.</param>
    /// <returns>False: that analysis is not of that study, or it began too long ago for anybody to have waited for it; nothing is recorded.</returns>
    public async Task<bool> PaintedAsync(SiteId site, StudyInstanceUid study, AnalysisId analysis, TimeSpan took, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (took < TimeSpan.Zero || took > LongestPaint || await find.RunAsync(site, study, analysis, cancel) is not { } traced)
            return false;
        var sinceQueued = now - traced.QueuedAt;
        if (sinceQueued < took || sinceQueued > LongestPaint)
            return false;
        meter.HeatPainted(sinceQueued);
        Source.Record("browser.paint", traced.TraceParent, now - took, now, new KeyValuePair<string, object?>(Telemetry.AnalysisTag, analysis.ToString()));
        return true;
    }
}
