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
    // Only an order: should somebody keep it for so long, the database's own lock decides as it does between processes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> ByDatabase = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn, which ends with what is returned. Null: another kind of database, or a transaction that has had its turn.</summary>
    public static async Task<IDisposable?> TurnAsync(DatabaseFacade database, CancellationToken cancel) =>
        QueueOf(database) is { } queue && await queue.WaitAsync(Patience, cancel) ? new Turn(queue) : null;

    /// <inheritdoc cref="TurnAsync"/>
    public static IDisposable? Wait(DatabaseFacade database) => QueueOf(database) is { } queue && queue.Wait(Patience) ? new Turn(queue) : null;

    private static SemaphoreSlim? QueueOf(DatabaseFacade database) => database.IsSqlite() && database.CurrentTransaction is null
        ? ByDatabase.GetOrAdd(database.GetConnectionString() ?? "", _ => new SemaphoreSlim(1, 1))
        : null;

    private sealed class Turn(SemaphoreSlim queue) : IDisposable
    {
        public void Dispose() => queue.Release();
    }
}
