namespace OxiPortal.Domain.Detection;

/// <summary>
/// The order in which a worker reports one attempt: Started, RegionsFound, then each segment, counted up to the total, all onto one heat map.
/// Viewers draw what they are sent as it comes: anything else would make them show a map of two films in one.
/// </summary>
public static class EventOrder
{
    /// <param name="previous">What the worker reported before, in this attempt; null: nothing.</param>
    /// <param name="next">What it reports now.</param>
    /// <returns>Null: it follows. Else what is wrong, in a sentence.</returns>
    public static string? Fault(AnalysisEvent? previous, AnalysisEvent next) => (previous, next) switch
    {
        (null, AnalysisEvent.Started) => null,
        (null, _) => "An attempt begins with Started.",
        (AnalysisEvent.Started, AnalysisEvent.RegionsFound) => null,
        (AnalysisEvent.Started, _) => "After Started, RegionsFound is reported.",
        (AnalysisEvent.RegionsFound, AnalysisEvent.SegmentScored { Done: 1 }) => null,
        (AnalysisEvent.RegionsFound, _) => "After RegionsFound, the first segment is reported.",
        (AnalysisEvent.SegmentScored before, AnalysisEvent.SegmentScored now) => Fault(before, now),
        _ => "After a segment, the next one is reported.",
    };

    private static string? Fault(AnalysisEvent.SegmentScored before, AnalysisEvent.SegmentScored now) =>
        now.Done != before.Done + 1 || now.Total != before.Total ? $"After segment {before.Done} of {before.Total} comes segment {before.Done + 1} of as many."
        : (now.Patch.HeatRows, now.Patch.HeatColumns) != (before.Patch.HeatRows, before.Patch.HeatColumns) ? "The heat map has one size in all of an attempt's events."
        : null;
}
