using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>
/// SQLite has one writer at a time, and who finds it busy sleeps 150 ms and looks again. Those of one process therefore queue up here, in order: under
/// load a commit waits for those before it and not for luck.
/// </summary>
internal static class SqliteWriters
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> ByDatabase = new(StringComparer.Ordinal);

    /// <summary>Null: another kind of database; or a transaction that has begun already, and whose writer others must not wait for in turn.</summary>
    public static SemaphoreSlim? QueueOf(DatabaseFacade database) => database.IsSqlite() && database.CurrentTransaction is null
        ? ByDatabase.GetOrAdd(database.GetConnectionString() ?? "", _ => new SemaphoreSlim(1, 1))
        : null;
}
