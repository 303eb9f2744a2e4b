using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>Brings the database to the model's shape.</summary>
public sealed class DatabaseMigrations(IDbContextFactory<PortalDb> contexts)
{
    /// <summary>The names of the migrations applied; empty: it was current.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).ToList();
        await db.Database.MigrateAsync(cancel);
        return pending;
    }

    /// <exception cref="InvalidOperationException">Migrations are missing: the message says what to do.</exception>
    public async Task RequireCurrentAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).ToList();
        if (pending.Count > 0)
            throw new InvalidOperationException(
                $"The database lacks {pending.Count} migration(s), the first is '{pending[0]}'. Run './oxi db migrate', or set Database:MigrateOnStart to true.");
    }

    /// <summary>Takes the right to write and gives it back: a database that is locked or read-only refuses.</summary>
    /// <exception cref="System.Data.Common.DbException">It refuses.</exception>
    public async Task RequireWritableAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await Conflicts.InTransactionAsync(db, () => Task.FromResult(true), cancel, keep: _ => false);
    }

    /// <summary>SQL that brings a database of any earlier version to the model's shape; idempotent where the provider allows (SQL Server).</summary>
    public static string Script(DatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = new DbContextOptionsBuilder<PortalDb>();
        builder.UsePortalDatabase(options, storageFolder: ".");
        using var db = new PortalDb(builder.Options);
        var script = db.GetService<IMigrator>().GenerateScript(
            options: options.IsSqlServer ? MigrationsSqlGenerationOptions.Idempotent : MigrationsSqlGenerationOptions.Default);
        return script.ReplaceLineEndings("\n").TrimStart('\uFEFF');
    }
}
