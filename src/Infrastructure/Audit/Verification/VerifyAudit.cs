using Microsoft.EntityFrameworkCore;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Audit.Verification;

/// <summary>
/// Goes through the whole audit record and tells each fault: entries edited, missing, moved, a tail cut or replaced, heads that disagree. Changes nothing;
/// may run beside a portal, and on a copy of its folder.
/// </summary>
public sealed class VerifyAudit(AuditKeyFile keys, AuditHeadsFolder headsFolder, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    private const int PageSize = 1000;

    /// <param name="fault">Told of each fault, in order.</param>
    /// <param name="progress">Told how many entries have been gone through, and of how many.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InvalidOperationException">The key is missing or damaged.</exception>
    public async Task<AuditVerification> RunAsync(Func<AuditFault, Task> fault, Action<long, long> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(progress);
        var key = keys.Require();
        var began = time.GetUtcNow();
        var faults = 0L;
        Func<AuditFault, Task> report = f =>
        {
            faults++;
            return fault(f);
        };
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var total = await db.AuditEntries.LongCountAsync(cancel);
        var sites = await db.AuditHeads.Select(h => h.SiteId).Union(db.AuditEntries.Select(e => e.SiteId)).ToListAsync(cancel);
        var (entries, fitting) = (0L, 0L);
        foreach (var site in sites.Order())
        {
            var check = await CheckAsync(db, key, site, report, done => progress(entries + done, total), cancel);
            entries += check.Entries;
            fitting += check.Fitting;
        }
        var heads = new HeadsCheck(headsFolder, key, began, report);
        await heads.RunAsync(db, sites, cancel);
        return new AuditVerification(entries, fitting, heads.Heads, faults, heads.TornLine);
    }

    private static async Task<ChainCheck> CheckAsync(
        PortalDb db, AuditKey key, int site, Func<AuditFault, Task> report, Action<long> progress, CancellationToken cancel)
    {
        // Before the entries: what it names must be among them, whatever comes meanwhile.
        var before = await HeadAsync(db, site, cancel);
        var chain = new StoredChain(db, site);
        var check = new ChainCheck(key, site, Math.Max(before?.LastSequence ?? 0, await chain.LastSequenceAsync(cancel)), report);
        var headAgrees = true;
        var after = long.MinValue;
        while (await chain.PageAsync(after, PageSize, cancel) is { Count: > 0 } page && page[^1].Sequence > after)
        {
            foreach (var (sequence, entry) in page)
            {
                await check.TakeAsync(sequence, entry);
                if (sequence == before?.LastSequence)
                    headAgrees = check.IsLastFaulty || string.Equals(entry?.EntryHash, before.LastHash, StringComparison.Ordinal);
            }
            progress(check.Entries);
            after = page[^1].Sequence;
        }
        await check.EndAsync();
        await CompareHeadAsync(check, site, before, await HeadAsync(db, site, cancel), headAgrees, report);
        return check;
    }

    private static Task CompareHeadAsync(ChainCheck check, int site, AuditHeadRow? before, AuditHeadRow? after, bool agrees, Func<AuditFault, Task> report)
    {
        if (before?.LastSequence > check.Last)
            return report(new AuditFault(
                AuditFaultKind.TailCut, site, check.Last, before.LastSequence,
                $"tail cut after entry {check.Last}: the head row names entry {before.LastSequence}"));
        if (!agrees)
            return HeadRow($"the head row disagrees with entry {before!.LastSequence}: it names another hash");
        // Entry and head row are committed together: read after the entries, it is as far as they are, or further.
        if (check.Last > 0 && !(after?.LastSequence >= check.Last))
            return HeadRow($"the head row disagrees: it names {(after is null ? "nothing" : $"entry {after.LastSequence}")}, but the chain goes on to entry {check.Last}");
        return Task.CompletedTask;

        Task HeadRow(string sentence) => report(new AuditFault(AuditFaultKind.HeadRow, site, check.Last, check.Last, sentence));
    }

    private static Task<AuditHeadRow?> HeadAsync(PortalDb db, int site, CancellationToken cancel) =>
        db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(h => h.SiteId == site, cancel);
}
