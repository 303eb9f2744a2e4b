using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure;
using OxiPortal.Infrastructure.Audit;

namespace OxiPortal.Cli.Tests;

public sealed class AuditCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oxi-audit-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task GivenAWholeRecord_ThenTheCommandSaysSo_AndWhenItIsTamperedWithEachFaultIsALine()
    {
        await RecordAsync(6);
        var (whole, said, _) = await RunAsync("audit", "verify", "--data", _folder);

        Tamper(
            "DROP TRIGGER AuditEntries_NoUpdate", "DROP TRIGGER AuditEntries_NoDelete", "UPDATE AuditEntries SET Origin = 'elsewhere' WHERE Sequence = 2",
            "DELETE FROM AuditEntries WHERE Sequence = 4", "DELETE FROM AuditEntries WHERE Sequence = 6");
        var (faulty, told, _) = await RunAsync("audit", "verify", "--data", _folder);

        Assert.Equal(OxiCommand.Success, whole);
        Assert.Contains("6 entries and 0 signed heads: the record is whole.", said, StringComparison.Ordinal);
        Assert.Equal(OxiCommand.JobFailed, faulty);
        Assert.Equal(
            [
                "site 1: entry 2 was edited: the content does not fit its hash", "site 1: entry 4 is missing",
                "site 1: tail cut after entry 5: the head row names entry 6", "4 entries and 0 signed heads, 3 faults.",
            ],
            told.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task GivenNoKey_ThenTheErrorSaysWhatToDo()
    {
        await RecordAsync(1);
        File.Delete(Path.Combine(_folder, "keys", "audit.key"));

        var (exitCode, _, error) = await RunAsync("audit", "verify", "--data", _folder);

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("Audit:KeyFile", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAnotherKey_ThenTheCommandSaysThatNothingFits()
    {
        await RecordAsync(3);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "keys", "audit.key"), new byte[32], TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await RunAsync("audit", "verify", "--data", _folder);

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("not one entry fits the key", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenKeyAndHeadsElsewhere_ThenTheyAreNamedByArgument()
    {
        await RecordAsync(2);
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        var key = Path.Combine(elsewhere, "kept.key");
        File.Move(Path.Combine(_folder, "keys", "audit.key"), key);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "heads-2026-03-02.jsonl"), "nothing that a portal signed\n", TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await RunAsync("audit", "verify", "--data", _folder, "--heads", elsewhere, "--key", key);

        Assert.Equal(OxiCommand.JobFailed, exitCode);
        Assert.Contains("heads file heads-2026-03-02.jsonl is damaged at line 1", output, StringComparison.Ordinal);
        Assert.Contains("2 entries and 0 signed heads, 1 fault.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenOldEntriesAndNoSignedHead_ThenTheRecordIsNotWhole_AndAfterOnesOfTheCommandItIs()
    {
        await RecordAsync(2, new EarlierClock(TimeSpan.FromHours(1)));
        var (missing, said, _) = await RunAsync("audit", "verify", "--data", _folder);

        // It fails, for there is nothing to export; what it may have recorded is signed all the same.
        await RunAsync("export", "--data", _folder, "--out", Path.Combine(_folder, "out.zip"), "--confirm-no-burned-in-text");
        var (whole, _, _) = await RunAsync("audit", "verify", "--data", _folder);

        Assert.Equal(OxiCommand.JobFailed, missing);
        Assert.Contains("site 1: signed heads are missing after entry 0", said, StringComparison.Ordinal);
        Assert.Equal(OxiCommand.Success, whole);
    }

    [Theory]
    [InlineData("audit", "verify", "--heads", "/no/such/folder")]
    [InlineData("audit", "verify", "--key", "/no/such/file")]
    [InlineData("audit", "verify", "--nonsense")]
    [InlineData("audit", "verify", "two", "arguments")]
    public async Task GivenWrongArguments_ThenTheExitCodeIsTwo(params string[] args) =>
        Assert.Equal(OxiCommand.WrongArguments, (await RunAsync(args)).ExitCode);

    private async Task RecordAsync(int entries, TimeProvider? time = null)
    {
        var settings = new Dictionary<string, string?> { ["Storage:Folder"] = _folder };
        await using var services = new ServiceCollection().AddLogging().AddSingleton(time ?? TimeProvider.System)
            .AddInfrastructure(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        await services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
        var actor = new Actor(Guid.Empty, "test", SiteId.Default, new HashSet<Role>());
        for (var i = 0; i < entries; i++)
            await services.GetRequiredService<AuditLog>().RecordAsync(actor, new AuditFact(AuditAction.ListViewed), TestContext.Current.CancellationToken);
    }

    private void Tamper(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "oxiportal.db")}");
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the test's own.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }

    private sealed class EarlierClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await OxiCommand.RunAsync(args, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
