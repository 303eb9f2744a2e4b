using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>
/// Whether changes that collided are in the database already, because an earlier try committed them and its answer was lost. All were of one
/// transaction, so one row that only this try can have written proves the others.
/// </summary>
internal static class OwnCommit
{
    /// <summary>How many rows were written; null: somebody else was faster.</summary>
    public static async Task<int?> CountAsync(ChangeTracker tracker, CancellationToken cancel)
    {
        var changed = tracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        // A new row carries an id, a time or a secret of this try. Without one, every changed row must read as it was written.
        var proof = changed.Where(e => e.State == EntityState.Added).Take(1).DefaultIfEmpty().ToList() is [{ } added] ? [added] : changed;
        foreach (var entry in proof)
        {
            if (!await IsInDatabaseAsync(entry, cancel))
                return null;
        }
        return changed.Count;
    }

    private static async Task<bool> IsInDatabaseAsync(EntityEntry entry, CancellationToken cancel)
    {
        var there = await entry.GetDatabaseValuesAsync(cancel);
        if (entry.State == EntityState.Deleted || there is null)
            return entry.State == EntityState.Deleted && there is null;
        return entry.CurrentValues.Properties.All(p => p.GetValueComparer().Equals(entry.CurrentValues[p], there[p]));
    }
}
