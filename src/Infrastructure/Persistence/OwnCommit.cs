using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>
/// Whether changes that collided are in the database already, because an earlier try committed them and its answer was lost. All were of one
/// transaction, so one row that only this try can have written proves the others. Where no row is such a proof, the answer is no: a change is
/// then made again from what is there, and must not rest on having been first.
/// </summary>
internal static class OwnCommit
{
    /// <summary>How many rows were written; null: somebody else was faster, or nobody can tell.</summary>
    public static async Task<int?> CountAsync(ChangeTracker tracker, CancellationToken cancel)
    {
        var changed = tracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        return await IsProvenAsync(changed, cancel) ? changed.Count : null;
    }

    private static async Task<bool> IsProvenAsync(List<EntityEntry> changed, CancellationToken cancel)
    {
        var added = changed.Where(e => e.State == EntityState.Added).ToList();
        // An id made for this very row: whatever became of the row since, it is ours.
        if (added.Find(HasOwnId) is { } own)
            return await own.GetDatabaseValuesAsync(cancel) is not null;
        // A key that others may take, too: everything in it must be ours, its time and payload among it.
        if (added.Count > 0)
            return await AllAsync(added, (row, there) => row.CurrentValues.Properties.All(p => p.GetValueComparer().Equals(row.CurrentValues[p], there[p])), cancel);
        // Identity's stamp is random. A version that counts is no proof: two who change a row alike at the same moment write the same.
        var stamped = changed.Where(e => Stamp(e) is not null).ToList();
        return stamped.Count > 0 && await AllAsync(stamped, (row, there) => Equals(row.CurrentValues[Stamp(row)!], there[Stamp(row)!]), cancel);
    }

    // An analysis bears its job's id, whichever attempt made it.
    private static bool HasOwnId(EntityEntry row) => row.Entity is not AnalysisRow && row.Metadata.FindPrimaryKey()!.Properties is [{ ClrType: var type }] && type == typeof(Guid);

    private static string? Stamp(EntityEntry row) =>
        row.State == EntityState.Modified ? row.Metadata.GetProperties().FirstOrDefault(p => p.IsConcurrencyToken && p.ClrType == typeof(string))?.Name : null;

    private static async Task<bool> AllAsync(List<EntityEntry> rows, Func<EntityEntry, PropertyValues, bool> isOurs, CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            if (await row.GetDatabaseValuesAsync(cancel) is not { } there || !isOurs(row, there))
                return false;
        }
        return true;
    }
}
