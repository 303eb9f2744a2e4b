using Microsoft.Extensions.Options;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>Configuration section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>"Sqlite" or "SqlServer".</summary>
    public string Provider { get; set; } = Sqlite;

    /// <summary>For Sqlite it may be left out: the database then lies in the storage folder.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Statements EF Core sends in one batch; null: its own choice. Engines that only resemble SQL Server may need 1.</summary>
    public int? MaxBatchSize { get; set; }

    /// <summary>Apply migrations at start; null: for Sqlite only.</summary>
    public bool? MigrateOnStart { get; set; }

    /// <summary>How long a command waits for an SQLite database that another process has locked, before it gives up.</summary>
    public int BusySeconds { get; set; } = 30;

    public const string Sqlite = "Sqlite";
    public const string SqlServer = "SqlServer";

    public bool IsSqlServer => string.Equals(Provider, SqlServer, StringComparison.OrdinalIgnoreCase);

    public bool MigratesOnStart => MigrateOnStart ?? !IsSqlServer;
}

internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (!options.IsSqlServer && !string.Equals(options.Provider, DatabaseOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
            return ValidateOptionsResult.Fail($"Database:Provider is '{options.Provider}'; it must be Sqlite or SqlServer.");
        if (options.IsSqlServer && string.IsNullOrWhiteSpace(options.ConnectionString))
            return ValidateOptionsResult.Fail("Database:ConnectionString is missing; Database:Provider SqlServer needs it.");
        if (options.MaxBatchSize is < 1)
            return ValidateOptionsResult.Fail($"Database:MaxBatchSize is {options.MaxBatchSize}; it must be at least 1.");
        if (options.BusySeconds is < 1 or > 600)
            return ValidateOptionsResult.Fail($"Database:BusySeconds is {options.BusySeconds}; it must be 1 to 600.");
        return ValidateOptionsResult.Success;
    }
}
