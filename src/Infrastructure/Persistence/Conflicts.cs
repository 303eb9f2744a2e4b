using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>Changes that lose a race are made again from what is there now.</summary>
internal static class Conflicts
{
    private const int MaxTries = 60;

    /// <summary>Runs the change in a fresh context, again if somebody else was faster.</summary>
    /// <exception cref="DbUpdateException">It lost every time, or failed for another reason.</exception>
    public static async Task<T> RetryAsync<T>(
        IDbContextFactory<PortalDb> contexts, Func<PortalDb, Task<T>> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var db = await contexts.CreateDbContextAsync(cancel);
            await using (db)
            {
                try
                {
                    return await change(db);
                }
                catch (DbUpdateException lost) when (attempt < MaxTries && IsLostRace(lost))
                {
                }
            }
        }
    }

    public static bool IsLostRace(DbUpdateException failure) => failure is DbUpdateConcurrencyException || failure.InnerException switch
    {
        // SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE.
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 1555 or 2067,
        // Unique index, unique constraint, deadlock victim.
        SqlException server => server.Number is 2601 or 2627 or 1205,
        _ => false,
    };
}
