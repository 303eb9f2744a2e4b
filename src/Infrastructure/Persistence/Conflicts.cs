using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>Changes that lose a race are made again from what is there now.</summary>
internal static class Conflicts
{
    private const int MaxTries = 100;

    // What the trigger AuditEntries_NoReplace says.
    private const string EntryTaken = "The audit record has this entry already.";

    // Who lost once stands in line: those who come for the first time are the only ones of this process that can be faster.
    private static readonly SemaphoreSlim Line = new(1);

    /// <summary>Runs the change in a fresh context, again if somebody else was faster.</summary>
    /// <exception cref="DbUpdateException">It lost every time, or failed for another reason.</exception>
    public static async Task<T> RetryAsync<T>(
        IDbContextFactory<PortalDb> contexts, Func<PortalDb, Task<T>> change, CancellationToken cancel)
    {
        try
        {
            return await RunAsync(contexts, change, cancel);
        }
        catch (DbUpdateException lost) when (IsLostRace(lost))
        {
            return await AgainAsync(contexts, change, cancel);
        }
    }

    /// <summary>The same, where the change is more than one command: all of it is kept, or nothing.</summary>
    /// <exception cref="DbUpdateException">It lost every time, or failed for another reason.</exception>
    public static Task<T> RetryInTransactionAsync<T>(
        IDbContextFactory<PortalDb> contexts, Func<PortalDb, Task<T>> change, CancellationToken cancel) =>
        RetryAsync(contexts, db => InTransactionAsync(db, () => change(db), cancel), cancel);

    /// <summary>
    /// Commits what the change did. A context that is within a transaction already goes on in that. The only place where a transaction is begun: under
    /// the retry strategy, which begins all of it again where the connection broke.
    /// </summary>
    /// <param name="keep">Whether to commit, by what the change came to; null: always.</param>
    public static Task<T> InTransactionAsync<T>(PortalDb db, Func<Task<T>> change, CancellationToken cancel, Func<T, bool>? keep = null)
    {
        if (db.Database.CurrentTransaction is not null)
            return change();
        var attempt = new Attempt<T>();
        return db.Database.CreateExecutionStrategy().ExecuteAsync(attempt, RunAsync, (_, tried, token) => tried.IsKeptAsync(db, token), cancel);

        async Task<T> RunAsync(DbContext context, Attempt<T> tried, CancellationToken token)
        {
            tried.Begin();
            db.ChangeTracker.Clear();
            using var turn = await SqliteWriters.TurnAsync(db.Database, token);
            await using var transaction = await db.Database.BeginTransactionAsync(token);
            var done = await change();
            if (keep?.Invoke(done) != false)
            {
                tried.Commits(db, done);
                await transaction.CommitAsync(token);
            }
            return done;
        }
    }

    /// <summary>What a transaction came to, should the answer to its commit be lost: its entry in the audit record, whose hash nobody else can have, proves it.</summary>
    private sealed class Attempt<T>
    {
        private T? _done;
        private AuditEntryRow? _proof;

        public void Begin() => _proof = null;

        public void Commits(PortalDb db, T done) => (_done, _proof) = (done, db.ChangeTracker.Entries<AuditEntryRow>().LastOrDefault()?.Entity);

        public async Task<ExecutionResult<T>> IsKeptAsync(PortalDb db, CancellationToken cancel) => new(
            _proof is { } entry && await db.AuditEntries.AnyAsync(e => e.SiteId == entry.SiteId && e.Sequence == entry.Sequence && e.EntryHash == entry.EntryHash, cancel),
            _done!);
    }

    private static async Task<T> AgainAsync<T>(IDbContextFactory<PortalDb> contexts, Func<PortalDb, Task<T>> change, CancellationToken cancel)
    {
        await Line.WaitAsync(cancel);
        try
        {
            for (var attempt = 2; ; attempt++)
            {
                try
                {
                    // On SQLite a transaction takes the write lock when it begins: nobody can be faster any more.
                    return await RunAsync(contexts, db => db.Database.IsSqlite() ? InTransactionAsync(db, () => change(db), cancel) : change(db), cancel);
                }
                catch (DbUpdateException lost) when (attempt < MaxTries && IsLostRace(lost))
                {
                    // From what is there now.
                }
            }
        }
        finally
        {
            Line.Release();
        }
    }

    private static async Task<T> RunAsync<T>(IDbContextFactory<PortalDb> contexts, Func<PortalDb, Task<T>> change, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await change(db);
    }

    public static bool IsLostRace(DbUpdateException failure) => failure is DbUpdateConcurrencyException || failure.InnerException switch
    {
        // SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE; SQLITE_CONSTRAINT_TRIGGER, of the one that asks before the audit record's key does.
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 1555 or 2067
            || (sqlite.SqliteExtendedErrorCode is 1811 && sqlite.Message.Contains(EntryTaken, StringComparison.Ordinal)),
        // Unique index, unique constraint, deadlock victim.
        SqlException server => server.Number is 2601 or 2627 or 1205,
        _ => false,
    };
}
