namespace OxiPortal.Infrastructure.Audit.Verification;

/// <summary>
/// Looks at the entries of one site as they come, and remembers only the last. What is wrong with several in a row in the same way is one fault. Pure:
/// knows no database.
/// </summary>
/// <param name="key">The record's.</param>
/// <param name="site">Whose chain it is.</param>
/// <param name="longest">No entry was written far after this one.</param>
/// <param name="report">Gets each fault once it is known how far it goes.</param>
internal sealed class ChainCheck(AuditKey key, int site, long longest, Func<AuditFault, Task> report)
{
    // Where an entry that does not fit its place may have come from: so far off it is looked for, and for so many entries.
    private const long FarthestMove = 20_000;
    private const int MostSearches = 200;

    // A tail that was cut: its entries may stand elsewhere now.
    private const long Beyond = 1000;

    private AuditFaultKind? _runKind;
    private long _runFrom;
    private long _runTo;
    private long _runOffset;
    private int _searches;
    private string? _previousHash = AuditKey.Start;

    /// <summary>Of the last entry; 0: none yet.</summary>
    public long Last { get; private set; }

    public long Entries { get; private set; }
    public long Fitting { get; private set; }

    /// <summary>Whether the last entry was found wrong.</summary>
    public bool IsLastFaulty { get; private set; }

    /// <param name="sequence">Where it stands.</param>
    /// <param name="entry">Null: its columns hold what no portal writes.</param>
    public async Task TakeAsync(long sequence, StoredEntry? entry)
    {
        await FollowAsync(sequence);
        if (entry is null)
            await RunAsync(AuditFaultKind.Edited, sequence, 0);
        else if (key.Fits(entry))
            await FitsAsync(entry);
        else if (OffsetOf(entry) is { } offset)
            await RunAsync(AuditFaultKind.OrderChanged, sequence, offset);
        else
            await RunAsync(AuditFaultKind.Edited, sequence, 0);
    }

    /// <summary>Reports what is still open.</summary>
    public async Task EndAsync()
    {
        if (_runKind is not { } kind)
            return;
        _runKind = null;
        var (from, to) = (_runFrom, _runTo);
        await report(new AuditFault(kind, site, from, to, kind == AuditFaultKind.Edited
            ? $"{Name(from, to)} {(from == to ? "was" : "were")} edited: the content does not fit its hash"
            : $"order changed at {Name(from, to)}: what stands there was written as {Name(from + _runOffset, to + _runOffset)}"));
    }

    private async Task FitsAsync(StoredEntry entry)
    {
        Fitting++;
        IsLastFaulty = false;
        await EndAsync();
        // After a gap or a wrong entry nothing is known of what came before.
        if (_previousHash is not null && !string.Equals(entry.PreviousHash, _previousHash, StringComparison.Ordinal))
            await report(new AuditFault(
                AuditFaultKind.ChainBroken, site, entry.Sequence, entry.Sequence,
                $"entry {entry.Sequence} does not follow entry {entry.Sequence - 1}: what stood before it was replaced, or the head row was changed when it was written"));
        _previousHash = entry.EntryHash;
    }

    private async Task FollowAsync(long sequence)
    {
        Entries++;
        if (sequence > Last + 1)
        {
            await EndAsync();
            var (from, to) = (Last + 1, sequence - 1);
            await report(new AuditFault(
                AuditFaultKind.Missing, site, from, to, $"{Name(from, to)} {(from == to ? "is" : "are")} missing"));
            _previousHash = null;
        }
        Last = Math.Max(Last, sequence);
    }

    private async Task RunAsync(AuditFaultKind kind, long sequence, long offset)
    {
        if (_runKind != kind || _runOffset != offset)
        {
            await EndAsync();
            (_runKind, _runFrom, _runOffset) = (kind, sequence, offset);
        }
        (_runTo, IsLastFaulty) = (sequence, true);
        _previousHash = null;
    }

    /// <summary>How far off the entry was written; null: it fits no place near, so it was edited.</summary>
    private long? OffsetOf(StoredEntry entry)
    {
        if (_runKind == AuditFaultKind.OrderChanged && key.FitsAt(entry, entry.Sequence + _runOffset))
            return _runOffset;
        if (_searches == MostSearches)
            return null;
        _searches++;
        for (var distance = 1L; distance <= FarthestMove; distance++)
        {
            if (entry.Sequence + distance <= longest + Beyond && key.FitsAt(entry, entry.Sequence + distance))
                return distance;
            if (entry.Sequence - distance > 0 && key.FitsAt(entry, entry.Sequence - distance))
                return -distance;
        }
        return null;
    }

    private static string Name(long from, long to) => from == to ? $"entry {from}" : $"entries {from}..{to}";
}
