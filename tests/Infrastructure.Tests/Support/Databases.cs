namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>Which databases the tests run on: SQLite always, SQL Server where OXIPORTAL_TEST_SQLSERVER holds a connection string to one.</summary>
public static class Databases
{
    public const string ServerVariable = "OXIPORTAL_TEST_SQLSERVER";

    public static string? Server { get; } = Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } connection ? connection : null;

    /// <summary>For a test that needs one database, whichever: SQL Server where there is one.</summary>
    public static string Chosen => Server is null ? "Sqlite" : "SqlServer";

    public static TheoryData<string> All => Server is null ? ["Sqlite"] : ["Sqlite", "SqlServer"];
}
