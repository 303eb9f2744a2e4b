using Microsoft.EntityFrameworkCore;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>How the database reads what others are just changing.</summary>
public interface IReadIsolation
{
    /// <summary>Whether readers see the last committed rows and wait for no writer (READ_COMMITTED_SNAPSHOT). SQLite's always do.</summary>
    Task<bool> ReadsSnapshotsAsync(CancellationToken cancel);
}

/// <summary>Asks SQL Server itself.</summary>
public sealed class ReadIsolation(IDbContextFactory<PortalDb> contexts) : IReadIsolation
{
    public async Task<bool> ReadsSnapshotsAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return !db.Database.IsSqlServer()
            || await db.Database.SqlQuery<bool>($"SELECT is_read_committed_snapshot_on AS Value FROM sys.databases WHERE database_id = DB_ID()").SingleAsync(cancel);
    }
}

/// <summary>
/// Holds the start where readers would wait for writers: the portal's changes rest on row versions, not on locks, and a worklist that waits for
/// every event of an analysis stands still.
/// </summary>
public sealed class RequireSnapshotReads(IReadIsolation isolation)
{
    /// <exception cref="InvalidOperationException">The database is not set up so; the message names the statement.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (!await isolation.ReadsSnapshotsAsync(cancel))
            throw new InvalidOperationException(
                "The database reads under locks. Set it up once: ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE; (docs/sql-server.md).");
    }
}
