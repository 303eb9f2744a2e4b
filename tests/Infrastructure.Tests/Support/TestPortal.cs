using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>The whole room over a fresh database and a fresh folder. The clock stands until a test moves it.</summary>
public sealed class TestPortal : IAsyncDisposable
{
    private static readonly SemaphoreSlim TemplateGate = new(1, 1);
    private static byte[]? s_migratedSqlite;

    private readonly ServiceProvider _services;
    private readonly string? _serverDatabase;

    private TestPortal(ServiceProvider services, FakeTimeProvider time, string folder, string? serverDatabase) =>
        (_services, Time, Folder, _serverDatabase) = (services, time, folder, serverDatabase);

    public FakeTimeProvider Time { get; }

    public string Folder { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public PortalDb Db() => Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    public static async Task<TestPortal> StartAsync(string database, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("oxi-infra-").FullName;
        var values = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        values["Storage:Folder"] = folder;
        values["Database:Provider"] = database;
        string? serverDatabase = null;
        if (database == DatabaseOptions.SqlServer)
        {
            serverDatabase = $"oxi_test_{Guid.NewGuid():N}";
            values["Database:ConnectionString"] = new SqlConnectionStringBuilder(Databases.Server) { InitialCatalog = serverDatabase }.ToString();
            values["Database:MigrateOnStart"] = "true";
        }
        else
            await File.WriteAllBytesAsync(Path.Combine(folder, "oxiportal.db"), await MigratedSqliteAsync());
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        var services = Services(values, time);
        await services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
        return new TestPortal(services, time, folder, serverDatabase);
    }

    /// <summary>The same folder and database, as after a restart.</summary>
    public TestPortal Restart() => new(
        Services(new() { ["Storage:Folder"] = Folder, ["Database:Provider"] = DatabaseOptions.Sqlite }, Time), Time, Folder, serverDatabase: null);

    /// <summary>Takes in one file as a radiologist would.</summary>
    public async Task<IntakeOutcome> UploadAsync(byte[] file, string name = "film.dcm") =>
        Assert.Single(await Get<TakeInUpload>().RunAsync(Actors.Radiologist, name, new MemoryStream(file), TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (_serverDatabase is not null)
        {
            await using var db = Db();
            await db.Database.EnsureDeletedAsync();
        }
        await _services.DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "oxiportal.db")};Foreign Keys=True;Default Timeout=30"))
            SqliteConnection.ClearPool(connection);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static ServiceProvider Services(Dictionary<string, string?> values, FakeTimeProvider time) => new ServiceCollection()
        .AddSingleton<TimeProvider>(time)
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
        .AddInfrastructure(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
        .BuildServiceProvider(validateScopes: true);

    // Migrating takes longer than most tests: done once, then copied.
    private static async Task<byte[]> MigratedSqliteAsync()
    {
        await TemplateGate.WaitAsync();
        try
        {
            if (s_migratedSqlite is not null)
                return s_migratedSqlite;
            var folder = Directory.CreateTempSubdirectory("oxi-infra-template-").FullName;
            var builder = new DbContextOptionsBuilder<PortalDb>();
            builder.UsePortalDatabase(
                new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "oxiportal.db")};Pooling=False" }, folder);
            await using (var db = new PortalDb(builder.Options))
                await db.Database.MigrateAsync();
            s_migratedSqlite = await File.ReadAllBytesAsync(Path.Combine(folder, "oxiportal.db"));
            Directory.Delete(folder, recursive: true);
            return s_migratedSqlite;
        }
        finally
        {
            TemplateGate.Release();
        }
    }
}
