using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>Holds the record of instances and quarantined conflicts against what is kept. Changes nothing; may run beside the portal.</summary>
public sealed class CheckStore(IDbContextFactory<PortalDb> contexts, IInstanceStore store, TimeProvider time)
{
    /// <summary>A file younger than this may be of an upload whose record is about to be written.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private const int Page = 500;

    /// <param name="fault">Told each fault as it is found.</param>
    /// <param name="progress">Told after each file on record: how many are done, and how many there were at the start.</param>
    /// <returns>How many files are on record.</returns>
    /// <exception cref="StoreAwayException">The store does not answer: nothing can be said of what it keeps.</exception>
    public async Task<int> RunAsync(Func<StoreFault, Task> fault, Action<int, int> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(progress);
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var total = await Recorded(db).CountAsync(cancel);
        var (after, young) = ("", time.GetUtcNow() - Grace);
        while (true)
        {
            var from = after;
            // By key, not by number: rows that come meanwhile push none out of sight.
            var page = await Recorded(db).Where(r => string.Compare(r.Key, from) > 0).OrderBy(r => r.Key).Take(Page).ToListAsync(cancel);
            if (page.Count == 0)
                break;
            foreach (var row in page)
            {
                recorded.Add(row.Key);
                if (await VerifyAsync(row.Key, cancel) is not true and var whole)
                    await fault(new(whole is null ? StoreFaultKind.Missing : StoreFaultKind.Damaged, row.SopInstanceUid, row.Key));
                progress(recorded.Count, total);
            }
            after = page[^1].Key;
        }
        await foreach (var kept in store.ListAsync(cancel))
        {
            if (kept.Key is null)
                await fault(new(StoreFaultKind.Foreign, kept.Place, ""));
            // Asked again: it may have come on record since this look at the record began.
            else if (!recorded.Contains(kept.Key) && kept.KeptAt < young && !await Recorded(db).AnyAsync(r => r.Key == kept.Key, cancel))
                await fault(new(StoreFaultKind.Orphaned, kept.Place, kept.Key));
        }
        return recorded.Count;
    }

    /// <summary>As the store says. An object that a store will not give, though it is there for others, is as good as damaged.</summary>
    /// <exception cref="StoreAwayException">The store itself does not answer.</exception>
    private async Task<bool?> VerifyAsync(string key, CancellationToken cancel)
    {
        try
        {
            return await store.VerifyAsync(key, cancel);
        }
        catch (StoreAwayException)
        {
            try
            {
                await store.LookAsync(cancel);
            }
            catch (StoreFullException)
            {
                // It is there.
            }
            return false;
        }
    }

    // The same file may be on record for several sites, and be quarantined, too: it is read once.
    private static IQueryable<Row> Recorded(PortalDb db) => db.Instances.Select(i => new { i.StorageKeyHash, i.SopInstanceUid })
        .Concat(db.Conflicts.Select(c => new { c.StorageKeyHash, c.SopInstanceUid }))
        .GroupBy(r => r.StorageKeyHash).Select(g => new Row { Key = g.Key, SopInstanceUid = g.Min(r => r.SopInstanceUid)! });

    private sealed class Row
    {
        public required string Key { get; init; }
        public required string SopInstanceUid { get; init; }
    }
}
