using Microsoft.EntityFrameworkCore;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>What stands at a place of the chain.</summary>
/// <param name="Entry">Null: its columns hold what no portal writes.</param>
internal readonly record struct ChainPlace(long Sequence, StoredEntry? Entry);

/// <summary>A site's entries as they lie in the database, page by page.</summary>
internal sealed class StoredChain(PortalDb db, int site)
{
    /// <summary>Newest first.</summary>
    public async Task<List<ChainPlace>> NewestAsync(int count, CancellationToken cancel) =>
        await OneByOneAsync(await Sequences().OrderByDescending(s => s).Take(count).ToListAsync(cancel), cancel);

    /// <summary>Of the newest entry; 0: there is none.</summary>
    public async Task<long> LastSequenceAsync(CancellationToken cancel) => await Sequences().MaxAsync(s => (long?)s, cancel) ?? 0;

    /// <summary>Of the last entry that is not younger; 0: there is none.</summary>
    public async Task<long> LastSequenceAsync(DateTimeOffset until, CancellationToken cancel) =>
        await db.AuditEntries.Where(e => e.SiteId == site && e.At <= until).MaxAsync(e => (long?)e.Sequence, cancel) ?? 0;

    /// <summary>What comes after the sequence, at most so many.</summary>
    public async Task<List<ChainPlace>> PageAsync(long after, int count, CancellationToken cancel)
    {
        try
        {
            var entries = await Entries().Where(e => e.Sequence > after).OrderBy(e => e.Sequence).Take(count).ToListAsync(cancel);
            return [.. entries.Select(e => new ChainPlace(e.Sequence, e))];
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return await OneByOneAsync(await Sequences().Where(s => s > after).OrderBy(s => s).Take(count).ToListAsync(cancel), cancel);
        }
    }

    /// <summary>Those of the entries that are there and can be read, by their sequence.</summary>
    public async Task<Dictionary<long, StoredEntry>> FindAsync(IReadOnlyList<long> sequences, CancellationToken cancel)
    {
        try
        {
            return await Entries().Where(e => sequences.Contains(e.Sequence)).ToDictionaryAsync(e => e.Sequence, cancel);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            var readable = await OneByOneAsync(sequences, cancel);
            return readable.Where(p => p.Entry is not null).ToDictionary(p => p.Sequence, p => p.Entry!);
        }
    }

    /// <summary>Null: there is none, or it cannot be read.</summary>
    public async Task<StoredEntry?> FindAsync(long sequence, CancellationToken cancel)
    {
        try
        {
            return await Entries().Where(e => e.Sequence == sequence).FirstOrDefaultAsync(cancel);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    private async Task<List<ChainPlace>> OneByOneAsync(IReadOnlyList<long> sequences, CancellationToken cancel)
    {
        var places = new List<ChainPlace>(sequences.Count);
        foreach (var sequence in sequences)
            places.Add(new ChainPlace(sequence, await FindAsync(sequence, cancel)));
        return places;
    }

    private IQueryable<StoredEntry> Entries() =>
        db.Database.SqlQueryRaw<StoredEntry>($"SELECT {StoredEntry.Columns} FROM AuditEntries").Where(e => e.SiteId == site);

    private IQueryable<long> Sequences() => db.AuditEntries.Where(e => e.SiteId == site).Select(e => e.Sequence);

    // SQLite's columns take anything: a text where a time should be, a number where bytes should be.
    private static bool IsUnreadable(Exception e) => e is FormatException or InvalidCastException or OverflowException or ArgumentException or InvalidOperationException;
}
