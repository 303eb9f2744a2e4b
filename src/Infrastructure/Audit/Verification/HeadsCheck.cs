using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Audit.Verification;

/// <summary>Holds every signed head of the heads files against the chain, in batches, and tells where there should be some and are not.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="key">The record's.</param>
/// <param name="now">When the check began.</param>
/// <param name="report">Gets each fault.</param>
internal sealed class HeadsCheck(AuditHeadsFolder folder, AuditKey key, DateTimeOffset now, Func<AuditFault, Task> report)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const int Batch = 500;

    private readonly List<AuditHead> _batch = [];
    private readonly Dictionary<int, SiteHeads> _sites = [];

    public long Heads { get; private set; }

    /// <summary>The line within which a file ends; null: none does.</summary>
    public string? TornLine { get; private set; }

    public async Task RunAsync(PortalDb db, IEnumerable<int> sites, CancellationToken cancel)
    {
        try
        {
            foreach (var path in folder.Files())
                await ReadAsync(db, path, cancel);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            await UnreadableAsync($"heads folder {folder.FullPath}", e);
        }
        await CompareAsync(db, cancel);
        foreach (var site in sites.Union(_sites.Keys).Order())
        {
            var heads = _sites.GetValueOrDefault(site) ?? new SiteHeads();
            await ReportAsync(db, site, heads, cancel);
            await RequireAsync(new StoredChain(db, site), site, heads.Furthest, cancel);
        }
    }

    private async Task ReadAsync(PortalDb db, string path, CancellationToken cancel)
    {
        var name = Path.GetFileName(path);
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var lines = new HeadLines(stream);
            while (await lines.NextAsync(cancel) is { } line)
                await TakeAsync(db, name, lines.Number, line, cancel);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            await UnreadableAsync($"heads file {name}", e);
        }
    }

    private async Task TakeAsync(PortalDb db, string name, long number, HeadLine line, CancellationToken cancel)
    {
        // A line that broke off within its end's last byte is a whole head all the same.
        var torn = AuditHeadLine.ReadTorn(line.Text, key);
        if (AuditHeadLine.Read(torn ?? line.Text, key) is { } head)
        {
            Heads++;
            _batch.Add(head);
            if (_batch.Count == Batch)
                await CompareAsync(db, cancel);
        }
        else if (!line.IsEnded)
            TornLine = $"{name}, line {number}";
        else if (torn is null)
            await report(new AuditFault(AuditFaultKind.HeadsFile, 0, number, number, $"heads file {name} is damaged at line {number}: no portal signed it"));
    }

    private Task UnreadableAsync(string what, Exception e) => report(new AuditFault(AuditFaultKind.HeadsFile, 0, 0, 0, $"{what} cannot be read: {e.Message}"));

    private static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException;

    private async Task CompareAsync(PortalDb db, CancellationToken cancel)
    {
        foreach (var ofSite in _batch.GroupBy(h => h.Site))
        {
            var heads = _sites.TryGetValue(ofSite.Key, out var known) ? known : _sites[ofSite.Key] = new SiteHeads();
            var entries = await new StoredChain(db, ofSite.Key).FindAsync([.. ofSite.Select(h => h.Sequence).Distinct()], cancel);
            foreach (var head in ofSite)
                Compare(heads, head, entries.GetValueOrDefault(head.Sequence));
        }
        _batch.Clear();
    }

    private void Compare(SiteHeads heads, AuditHead head, StoredEntry? entry)
    {
        heads.Furthest = Math.Max(heads.Furthest, head.Sequence);
        if (entry is null)
            heads.Absent = heads.Absent is { } absent && absent.Sequence >= head.Sequence ? absent : head;
        else if (string.Equals(entry.EntryHash, head.Hash, StringComparison.Ordinal))
            heads.Proved = heads.Other is null ? Math.Max(heads.Proved, head.Sequence) : heads.Proved;
        // An entry that does not fit its own hash has been reported as edited.
        else if (key.Fits(entry))
            heads.Other ??= head;
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

    /// <summary>
    /// A portal signs within a second, one that was killed at its next start: what lies further back than a minute before the newest entry has its head,
    /// and so has everything that is older than a minute where there is no head at all.
    /// </summary>
    private async Task RequireAsync(StoredChain chain, int site, long furthest, CancellationToken cancel)
    {
        // A newest entry that cannot be read has been reported as edited.
        if (await chain.NewestAsync(1, cancel) is not [{ Entry: { } newest }])
            return;
        var by = furthest == 0 ? now : new DateTimeOffset(newest.At, TimeSpan.Zero);
        var last = await chain.LastSequenceAsync(by - Grace, cancel);
        if (last > furthest)
            await report(new AuditFault(
                AuditFaultKind.HeadsMissing, site, furthest, last,
                $"signed heads are missing after entry {furthest} ({(folder.Exists ? "folder" : "there is no folder")} {folder.FullPath}): a tail that was cut would not be noticed"));
    }

    private sealed class SiteHeads
    {
        /// <summary>The furthest entry that any of them names; 0: there is none.</summary>
        public long Furthest { get; set; }

        /// <summary>The furthest of those whose entry is not there.</summary>
        public AuditHead? Absent { get; set; }

        /// <summary>The first of those where another entry stands.</summary>
        public AuditHead? Other { get; set; }

        /// <summary>The furthest entry that a head proved before the first of <see cref="Other"/>; 0: none.</summary>
        public long Proved { get; set; }
    }
}
