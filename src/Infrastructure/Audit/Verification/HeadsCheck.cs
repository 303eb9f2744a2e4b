using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Audit.Verification;

/// <summary>Holds every signed head of the heads files against the chain, in batches.</summary>
internal sealed class HeadsCheck(AuditHeadsFolder folder, AuditKey key, Func<AuditFault, Task> report)
{
    private const int Batch = 500;

    private readonly List<AuditHead> _batch = [];
    private readonly Dictionary<int, SiteHeads> _sites = [];

    public long Heads { get; private set; }

    /// <summary>The line within which a file ends; null: none does.</summary>
    public string? TornLine { get; private set; }

    public async Task RunAsync(PortalDb db, CancellationToken cancel)
    {
        foreach (var path in folder.Files())
            await ReadAsync(db, path, cancel);
        await CompareAsync(db, cancel);
        foreach (var (site, heads) in _sites.OrderBy(s => s.Key))
            await ReportAsync(db, site, heads, cancel);
    }

    private async Task ReadAsync(PortalDb db, string path, CancellationToken cancel)
    {
        var name = Path.GetFileName(path);
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var lines = new HeadLines(stream);
        (string Text, long Number)? damaged = null;
        while (await lines.NextAsync(cancel) is { } line)
        {
            if (damaged is { } before && AuditHeadLine.ExplainsTorn(line.Text, before.Text, key))
            {
                damaged = null;
                continue;
            }
            await DamagedAsync(name, damaged?.Number);
            damaged = null;
            if (AuditHeadLine.Read(line.Text, key) is { } head)
            {
                Heads++;
                _batch.Add(head);
                if (_batch.Count == Batch)
                    await CompareAsync(db, cancel);
            }
            else if (line.IsEnded)
                damaged = (line.Text, lines.Number);
            else
                TornLine = $"{name}, line {lines.Number}";
        }
        await DamagedAsync(name, damaged?.Number);
    }

    private Task DamagedAsync(string name, long? line) => line is { } number
        ? report(new AuditFault(AuditFaultKind.HeadsFile, 0, number, number, $"heads file {name} is damaged at line {number}: no portal signed it"))
        : Task.CompletedTask;

    private async Task CompareAsync(PortalDb db, CancellationToken cancel)
    {
        foreach (var head in _batch)
        {
            var heads = _sites.TryGetValue(head.Site, out var known) ? known : _sites[head.Site] = new SiteHeads();
            var entry = await new StoredChain(db, head.Site).FindAsync(head.Sequence, cancel);
            if (entry is null)
                heads.Absent = heads.Absent is { } absent && absent.Sequence >= head.Sequence ? absent : head;
            else if (string.Equals(entry.EntryHash, head.Hash, StringComparison.Ordinal))
                heads.Proved = heads.Other is null ? Math.Max(heads.Proved, head.Sequence) : heads.Proved;
            // An entry that does not fit its own hash has been reported as edited.
            else if (key.Fits(entry))
                heads.Other ??= head;
        }
        _batch.Clear();
    }

    private async Task ReportAsync(PortalDb db, int site, SiteHeads heads, CancellationToken cancel)
    {
        // Looked at after the heads: entries that came meanwhile are no fault, and one that is missing in the middle has been reported.
        var newest = await new StoredChain(db, site).LastSequenceAsync(cancel);
        if (heads.Absent is { } absent && absent.Sequence > newest)
            await report(new AuditFault(
                AuditFaultKind.TailCut, site, newest, absent.Sequence,
                $"tail cut after entry {newest}, although a signed head of {absent.At.UtcDateTime:u} names entry {absent.Sequence}"));
        if (heads.Other is { } other)
            await report(new AuditFault(
                AuditFaultKind.TailReplaced, site, heads.Proved, other.Sequence,
                $"entries after entry {heads.Proved} were cut and written anew, at the latest entry {other.Sequence}: a signed head of {other.At.UtcDateTime:u} names another one"));
    }

    private sealed class SiteHeads
    {
        /// <summary>The furthest of those whose entry is not there.</summary>
        public AuditHead? Absent { get; set; }

        /// <summary>The first of those where another entry stands.</summary>
        public AuditHead? Other { get; set; }

        /// <summary>The furthest entry that a head proved before the first of <see cref="Other"/>; 0: none.</summary>
        public long Proved { get; set; }
    }
}
