using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Persistence;

/// <summary>The committed script and the model, held against what SQL Server is documented to refuse.</summary>
public class SqlServerSchemaTests
{
    private static readonly Lazy<SchemaLint> Committed = new(() => SchemaLint.Of(File.ReadAllText(SourceTree.Path("migrations", "SqlServer", "schema.sql"))));

    [Fact]
    public void TheCommittedScriptHasNoFault()
    {
        Assert.Empty(Committed.Value.Faults);
        Assert.InRange(Committed.Value.Tables.Count, 20, 100);
    }

    [Theory]
    [InlineData("syntax", "CREATE TABEL [A] ([Id] int)")]
    [InlineData("1785", """
        CREATE TABLE [A] ([Id] int NOT NULL, CONSTRAINT [PK_A] PRIMARY KEY ([Id]));
        CREATE TABLE [B] ([Id] int NOT NULL, [A] int, CONSTRAINT [PK_B] PRIMARY KEY ([Id]), CONSTRAINT [FK_1] FOREIGN KEY ([A]) REFERENCES [A] ([Id]) ON DELETE CASCADE);
        CREATE TABLE [C] ([Id] int NOT NULL, [A] int, [B] int, CONSTRAINT [FK_2] FOREIGN KEY ([A]) REFERENCES [A] ([Id]) ON DELETE CASCADE, CONSTRAINT [FK_3] FOREIGN KEY ([B]) REFERENCES [B] ([Id]) ON DELETE SET NULL);
        """)]
    [InlineData("1785", "CREATE TABLE [A] ([Id] int NOT NULL, [Up] int, CONSTRAINT [PK_A] PRIMARY KEY ([Id]), CONSTRAINT [FK_1] FOREIGN KEY ([Up]) REFERENCES [A] ([Id]) ON DELETE CASCADE)")]
    [InlineData("1946", "CREATE TABLE [A] ([Id] nvarchar(451) NOT NULL, CONSTRAINT [PK_A] PRIMARY KEY ([Id]))")]
    [InlineData("1946", "CREATE TABLE [A] ([Name] nvarchar(851)); CREATE INDEX [IX] ON [A] ([Name])")]
    [InlineData("1946", "CREATE TABLE [A] ([Name] nvarchar(max)); EXEC(N'CREATE UNIQUE INDEX [IX] ON [A] ([Name])')")]
    [InlineData("1946", "CREATE TABLE [A] ([Id] int); CREATE INDEX [IX] ON [A] ([Nothing])")]
    [InlineData("1778", """
        CREATE TABLE [A] ([Id] binary(16) NOT NULL, CONSTRAINT [PK_A] PRIMARY KEY ([Id]));
        CREATE TABLE [B] ([A] binary(8), CONSTRAINT [FK] FOREIGN KEY ([A]) REFERENCES [A] ([Id]));
        """)]
    [InlineData("syntax", "CREATE TABLE [A] ([Id] int); EXEC(N'SELECT 1; CREATE TRIGGER [T] ON [A] AFTER DELETE AS SELECT 1')")]
    [InlineData("hint", "SELECT * FROM [A] WITH (NOLOCK)")]
    [InlineData("syntax", "CREATE TABLE [AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA] ([Id] int)")]
    public void GivenAScriptWithAFault_ThenItIsFound(string code, string script) =>
        Assert.Contains(SchemaLint.Of(script).Faults, f => f.StartsWith(code, StringComparison.Ordinal));

    [Fact]
    public void EveryColumnHasATypeThatMeansTheSameOnBothDatabases()
    {
        var columns = Committed.Value.Tables.SelectMany(t => t.Value.Select(c => (Table: t.Key, Column: c.Key, Type: c.Value))).ToList();

        Assert.DoesNotContain(columns, c => c.Type.Contains("uniqueidentifier", StringComparison.Ordinal) || c.Type.Contains("rowversion", StringComparison.Ordinal));
        Assert.DoesNotContain(columns, c => c.Type is "datetime" or "smalldatetime" or "datetimeoffset" or "text" or "ntext" or "image" or "real" or "money");
        Assert.DoesNotContain(columns, c => c.Column.EndsWith("Uid", StringComparison.Ordinal) && c.Type != "varchar(64) collate latin1_general_bin2");
        Assert.DoesNotContain(columns, c => c.Column.EndsWith("At", StringComparison.Ordinal) && c.Type is not ("datetime2" or "datetime2(7)"));
    }

    [Fact]
    public void EveryTableWithATriggerSaysSo_SoThatItsRowsAreNotAnsweredByOutput()
    {
        using var db = SqlServerTranslation.Unsent([]);
        var declared = db.GetService<IDesignTimeModel>().Model.GetEntityTypes().Where(e => e.GetDeclaredTriggers().Any()).Select(e => e.GetTableName()!).ToHashSet();

        Assert.NotEmpty(Committed.Value.Triggered);
        Assert.Equal(Committed.Value.Triggered.Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryKindOfRowIsInsertedUpdatedAndDeletedBySqlThatParses()
    {
        var sent = new List<string>();
        foreach (var type in SqlServerTranslation.Unsent([]).Model.GetEntityTypes().Select(e => e.ClrType).Distinct())
        {
            foreach (var state in new[] { EntityState.Added, EntityState.Modified, EntityState.Deleted })
            {
                await using var db = SqlServerTranslation.Unsent(sent);
                var row = Activator.CreateInstance(type)!;
                foreach (var key in db.Model.FindEntityType(type)!.FindPrimaryKey()!.Properties.Where(p => p.ClrType == typeof(string)))
                    key.PropertyInfo!.SetValue(row, "a");
                db.Entry(row).State = state;
                // Nothing answers: where an answer is waited for, it fails.
                Assert.True(await Record.ExceptionAsync(() => db.SaveChangesAsync(TestContext.Current.CancellationToken)) is null or DbUpdateException);
            }
        }

        Assert.All(sent, sql => Assert.Empty(SqlServerTranslation.Errors(sql)));
        // 334: no OUTPUT without INTO where there is a trigger.
        var audit = sent.Where(s => s.Contains(nameof(PortalDb.AuditEntries), StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(audit);
        Assert.All(audit, sql => Assert.DoesNotContain("OUTPUT", sql, StringComparison.Ordinal));
        Assert.Contains(sent, s => s.Contains("OUTPUT", StringComparison.Ordinal));
    }

    /// <summary>The retry strategy refuses transactions that it did not begin; SQL written by hand escapes the translation that every query is held against.</summary>
    [Fact]
    public void NoSourceBeginsATransactionOrWritesSqlByHand()
    {
        string[] forbidden = ["BeginTransaction", "TransactionScope", "UseTransaction", "ExecuteSql", "FromSql", "NOLOCK", "UPDLOCK", "HOLDLOCK", "ROWLOCK"];
        var found = Directory.EnumerateFiles(SourceTree.Path("src", "Infrastructure"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(SourceTree.Path("src", "Portal"), "*.cs", SearchOption.AllDirectories))
            // The one place that begins transactions does so under the retry strategy.
            .Where(file => Path.GetFileName(file) != "Conflicts.cs")
            .SelectMany(file => forbidden.Where(word => File.ReadAllText(file).Contains(word, StringComparison.Ordinal)).Select(word => $"{Path.GetFileName(file)}: {word}"));

        Assert.Empty(found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenADatabaseThatReadsUnderLocks_ThenTheMessageNamesTheStatement(bool snapshots)
    {
        var check = new RequireSnapshotReads(new Isolation(snapshots));

        var refused = await Record.ExceptionAsync(() => check.RunAsync(TestContext.Current.CancellationToken));

        if (snapshots)
            Assert.Null(refused);
        else
            Assert.Contains("SET READ_COMMITTED_SNAPSHOT ON", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhetherItReadsUnderLocksIsAskedOfSqlServerItself()
    {
        var sent = new List<string>();
        await Record.ExceptionAsync(() => new ReadIsolation(new Contexts(() => SqlServerTranslation.Unsent(sent))).ReadsSnapshotsAsync(TestContext.Current.CancellationToken));

        Assert.Contains("is_read_committed_snapshot_on", Assert.Single(sent), StringComparison.Ordinal);
        Assert.Empty(SqlServerTranslation.Errors(sent[0]));
    }

    [Fact]
    public void AConnectionThatIsDroppedIsTriedAgain()
    {
        using var db = SqlServerTranslation.Unsent([]);

        Assert.True(db.Database.CreateExecutionStrategy().RetriesOnFailure);
    }

    private sealed class Isolation(bool snapshots) : IReadIsolation
    {
        public Task<bool> ReadsSnapshotsAsync(CancellationToken cancel) => Task.FromResult(snapshots);
    }

    private sealed class Contexts(Func<PortalDb> make) : IDbContextFactory<PortalDb>
    {
        public PortalDb CreateDbContext() => make();
    }
}
