using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Portal.Worklist;

/// <summary>
/// What the reader chose to see of the worklist, for as long as the portal is open in one window: the list opens with it again, and the study page
/// steps through the same studies.
/// </summary>
public sealed class WorklistChoice
{
    public WorklistFilter Filter { get; private set; } = new();

    public bool IsAll => Filter == new WorklistFilter();

    public void Search(string? text) => Filter = Filter with { Text = text?.Trim() is { Length: > 0 } words ? words : null };

    public void Choose(ReadFilter reads) => Filter = Filter with { Reads = reads };

    public void ShowAll() => Filter = new();
}
