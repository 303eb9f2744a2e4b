using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Worklist;

/// <summary>The worklist as shown: what needs attention on top, then the most suspicious first.</summary>
public sealed record WorklistView(IReadOnlyList<WorklistItem> NeedsAttention, IReadOnlyList<WorklistItem> Analysed)
{
    public static WorklistView Empty { get; } = new([], []);

    public bool IsEmpty => NeedsAttention.Count + Analysed.Count == 0;

    public static WorklistView Of(IEnumerable<WorklistItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var groups = items.ToLookup(i => i.Group);
        return new(
            [.. groups[WorklistGroup.NeedsAttention].OrderBy(Urgency).ThenBy(i => i.ReceivedAt).ThenBy(i => i.Study.Value, StringComparer.Ordinal)],
            [.. groups[WorklistGroup.Analysed].OrderByDescending(i => i.AbnormalityScore ?? -1).ThenBy(i => i.ReceivedAt).ThenBy(i => i.Study.Value, StringComparer.Ordinal)]);
    }

    /// <summary>What a person must do something about comes before what machines are busy with.</summary>
    private static int Urgency(WorklistItem item) => item.State switch
    {
        AnalysisState.Failed => 0,
        AnalysisState.Refused => 1,
        AnalysisState.NotForAnalysis => 2,
        AnalysisState.Running => 3,
        _ => 4,
    };
}
