using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Reading;

namespace OxiPortal.Portal.Qa;

/// <summary>The decisions that await a check, and which of them is being looked at.</summary>
public sealed class ReviewList
{
    private readonly List<ReviewItem> _items = [];

    public IReadOnlyList<ReviewItem> Items => _items;

    /// <summary>Null: nothing is left.</summary>
    public ReviewItem? Current { get; private set; }

    /// <summary>Of <see cref="Current"/>, from 1; 0 where nothing is left.</summary>
    public int Position => Current is null ? 0 : _items.IndexOf(Current) + 1;

    /// <summary>Takes the list as it stands now; stays with the decision being looked at as long as it is there.</summary>
    public void Show(IReadOnlyList<ReviewItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var at = Position;
        var current = Current?.Verdict;
        _items.Clear();
        _items.AddRange(items);
        Current = _items.Find(i => i.Verdict == current) ?? _items.ElementAtOrDefault(Math.Clamp(at - 1, 0, Math.Max(0, _items.Count - 1)));
    }

    public void Select(VerdictId verdict) => Current = _items.Find(i => i.Verdict == verdict) ?? Current;

    public void Move(int by)
    {
        if (_items.Count > 0)
            Current = _items[Math.Clamp(Position - 1 + by, 0, _items.Count - 1)];
    }

    /// <summary>Takes a decided one off the list; the one after it, or else the one before it, is looked at next.</summary>
    public void Remove(VerdictId verdict)
    {
        var at = _items.FindIndex(i => i.Verdict == verdict);
        if (at < 0)
            return;
        var wasCurrent = Current?.Verdict == verdict;
        _items.RemoveAt(at);
        if (wasCurrent)
            Current = _items.Count == 0 ? null : _items[Math.Min(at, _items.Count - 1)];
    }
}
