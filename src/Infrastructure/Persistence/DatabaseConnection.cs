using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>How a context reaches its database.</summary>
public static class DatabaseConnection
{
    public const string SqliteMigrations = "OxiPortal.Migrations.Sqlite";
    public const string SqlServerMigrations = "OxiPortal.Migrations.SqlServer";

    private const int MostRetries = 6;
    private static readonly TimeSpan LongestRetryPause = TimeSpan.FromSeconds(10);

    /// <param name="builder">Of the context.</param>
    /// <param name="options">Validated.</param>
    /// <param name="storageFolder">Where an SQLite database without a connection string lies.</param>
    public static DbContextOptionsBuilder UsePortalDatabase(this DbContextOptionsBuilder builder, DatabaseOptions options, string storageFolder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        if (options.IsSqlServer)
        {
            return builder.UseSqlServer(options.ConnectionString, server =>
            {
                server.MigrationsAssembly(SqlServerMigrations);
                // What the server or the network drops is done again; PortalDb.SaveChangesAsync sees to it that nothing is done twice.
                server.EnableRetryOnFailure(MostRetries, LongestRetryPause, errorNumbersToAdd: null);
                if (options.MaxBatchSize is { } size)
                    server.MaxBatchSize(size);
            });
        }
        var connection = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true, DefaultTimeout = options.BusySeconds };
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            connection.DataSource = Path.Combine(storageFolder, "oxiportal.db");
        return builder.UseSqlite(connection.ToString(), sqlite =>
        {
            sqlite.MigrationsAssembly(SqliteMigrations);
            if (options.MaxBatchSize is { } size)
                sqlite.MaxBatchSize(size);
        });
    }
}
