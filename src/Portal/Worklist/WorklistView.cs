using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Worklist;

/// <summary>The worklist as shown, in two parts; read from top to bottom, they are in the order of <see cref="ListWorklist"/>.</summary>
public sealed record WorklistView(IReadOnlyList<WorklistItem> NeedsAttention, IReadOnlyList<WorklistItem> Analysed)
{
    public static WorklistView Empty { get; } = new([], []);

    public bool IsEmpty => NeedsAttention.Count + Analysed.Count == 0;

    public static WorklistView Of(IEnumerable<WorklistItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var groups = items.ToLookup(i => i.Group);
        return new([.. groups[WorklistGroup.NeedsAttention]], [.. groups[WorklistGroup.Analysed]]);
    }
}
