using Microsoft.Data.Sqlite;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>What keeps an SQLite database from keeping anything, told from faults of the program.</summary>
public static class DatabaseTrouble
{
    /// <summary>For whoever gave the portal something to keep; null: it is no such trouble.</summary>
    public static string? SentenceOf(Exception failure) => (failure as SqliteException ?? failure.InnerException as SqliteException)?.SqliteErrorCode switch
    {
        // SQLITE_BUSY, SQLITE_LOCKED.
        5 or 6 => "The portal cannot store anything at the moment: another program holds its database.",
        // SQLITE_IOERR, SQLITE_FULL.
        10 or 13 => "The portal cannot store anything at the moment: its disk is full or fails.",
        _ => null,
    };
}
