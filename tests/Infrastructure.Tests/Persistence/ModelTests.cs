using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Persistence;

public class ModelTests
{
    private const int SqlServerIndexBytes = 1700;
    private const int SqlServerClusteredKeyBytes = 900;

    public static TheoryData<string> Providers => [DatabaseOptions.Sqlite, DatabaseOptions.SqlServer];

    private static DatabaseOptions Options(string provider) => new() { Provider = provider, ConnectionString = "Data Source=none" };

    private static PortalDb Unconnected(string provider)
    {
        var builder = new DbContextOptionsBuilder<PortalDb>();
        builder.UsePortalDatabase(Options(provider), storageFolder: ".");
        return new PortalDb(builder.Options);
    }

    private static List<IEntityType> OwnTables(PortalDb db) =>
        [.. db.GetService<IDesignTimeModel>().Model.GetEntityTypes().Where(e => e.ClrType.Namespace == "OxiPortal.Infrastructure.Persistence.Rows")];

    [Theory, MemberData(nameof(Providers))]
    public void TheMigrationsAreCurrent(string provider)
    {
        using var db = Unconnected(provider);

        Assert.False(db.Database.HasPendingModelChanges(), $"The model has changed: add a migration to migrations/{provider}.");
    }

    [Theory, MemberData(nameof(Providers))]
    public void EveryTableAndEveryUniqueIndexHasTheSite(string provider)
    {
        using var db = Unconnected(provider);
        foreach (var table in OwnTables(db))
        {
            Assert.NotNull(table.FindProperty("SiteId"));
            Assert.All(table.GetIndexes().Where(i => i.IsUnique && !NamesTheSite(i)), i => Assert.Equal("SiteId", i.Properties[0].Name));
        }
    }

    // A random secret is looked up before anybody knows its site: it is what tells.
    private static bool NamesTheSite(IIndex index) => index.Properties is [{ Name: nameof(ServiceTokenRow.TokenHash) }];

    [Theory, MemberData(nameof(Providers))]
    public void UidsAndHashesCompareByTheirBytes(string provider)
    {
        using var db = Unconnected(provider);
        var columns = OwnTables(db).SelectMany(t => t.GetProperties()).Where(p => p.Name.EndsWith("Uid", StringComparison.Ordinal) || p.Name.EndsWith("Hash", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(columns);
        Assert.All(columns, c => Assert.Equal(provider == DatabaseOptions.SqlServer ? ("Latin1_General_BIN2", "varchar(64)") : ("BINARY", "TEXT"), (c.GetCollation(), c.GetColumnType())));
    }

    [Fact]
    public void OwnIdsAreSixteenBytesAndVersionsAreGuarded()
    {
        using var db = Unconnected(DatabaseOptions.SqlServer);
        var properties = OwnTables(db).SelectMany(t => t.GetProperties()).ToList();

        Assert.All(properties.Where(p => p.ClrType == typeof(Guid)), p => Assert.Equal("binary(16)", p.GetColumnType()));
        Assert.All(properties.Where(p => p.Name == "Version"), p => Assert.True(p.IsConcurrencyToken));
    }

    [Fact]
    public void SqlServerAcceptsEveryKeysLength()
    {
        using var db = Unconnected(DatabaseOptions.SqlServer);
        foreach (var table in db.Model.GetEntityTypes())
        {
            Assert.True(Bytes(table.FindPrimaryKey()!.Properties) <= SqlServerClusteredKeyBytes, $"{table.GetTableName()}: primary key");
            Assert.All(table.GetIndexes(), i => Assert.True(Bytes(i.Properties) <= SqlServerIndexBytes, i.GetDatabaseName()));
        }

        static int Bytes(IEnumerable<IReadOnlyProperty> columns) => columns.Sum(c => c.GetRelationalTypeMapping() switch
        {
            { StoreType: var type } when type.Contains("max", StringComparison.Ordinal) => int.MaxValue / 8,
            { Size: { } size, IsUnicode: true, ClrType: var clr } when clr == typeof(string) => size * 2,
            { Size: { } size } => size,
            _ => 8,
        });
    }

    [Fact]
    public void NothingOfOursIsDeletedByCascade()
    {
        using var db = Unconnected(DatabaseOptions.SqlServer);

        Assert.All(OwnTables(db).SelectMany(t => t.GetForeignKeys()), k => Assert.Equal(DeleteBehavior.Restrict, k.DeleteBehavior));
    }

    [Fact]
    public void TheSqlServerScriptIsParsedAndIsTheCommittedOne()
    {
        var script = DatabaseMigrations.Script(Options(DatabaseOptions.SqlServer));

        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        Assert.Empty(errors.Select(e => $"line {e.Line}: {e.Message}"));
        Assert.True(
            script == File.ReadAllText(SourceTree.Path("migrations", "SqlServer", "schema.sql")),
            "migrations/SqlServer/schema.sql is not current: run './oxi db script --provider SqlServer > migrations/SqlServer/schema.sql'.");
    }

    [Fact]
    public async Task GivenADatabaseThatLacksMigrations_ThenTheMessageSaysWhatToDo()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await using (var db = portal.Db())
            await db.Database.ExecuteSqlRawAsync("DELETE FROM __EFMigrationsHistory", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => portal.Get<DatabaseMigrations>().RequireCurrentAsync(TestContext.Current.CancellationToken));

        Assert.Contains("oxi db migrate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAnEmptySqlServer_ThenItIsMigrated()
    {
        Assert.SkipUnless(Databases.Server is not null, $"{Databases.ServerVariable} names no SQL Server.");
        await using var portal = await TestPortal.StartAsync(DatabaseOptions.SqlServer);

        Assert.Empty(await portal.Get<DatabaseMigrations>().MigrateAsync(TestContext.Current.CancellationToken));
    }
}
