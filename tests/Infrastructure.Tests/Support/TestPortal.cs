using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.InstanceStore;
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
    private readonly bool _ownsFolder;

    private TestPortal(ServiceProvider services, FakeTimeProvider time, string folder, string? serverDatabase, bool ownsFolder) =>
        (_services, Time, Folder, _serverDatabase, _ownsFolder) = (services, time, folder, serverDatabase, ownsFolder);

    public FakeTimeProvider Time { get; }

    public string Folder { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    public async Task<PortalUser> FindAsync(Guid user)
    {
        await using var db = Db();
        return await db.Users.AsNoTracking().SingleAsync(u => u.Id == user, TestContext.Current.CancellationToken);
    }

    public PortalDb Db() => Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    public static Task<TestPortal> StartAsync(string database, params (string Key, string Value)[] settings) => StartAsync(database, _ => { }, settings);

    /// <param name="configure">Services on top of the room's.</param>
    public static async Task<TestPortal> StartAsync(string database, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("oxi-infra-").FullName;
        // Of a key that is set twice the last value counts.
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
            values[key] = value;
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
        var services = Services(values, time, configure);
        await services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);
        return new TestPortal(services, time, folder, serverDatabase, ownsFolder: true);
    }

    /// <summary>Over an SQL Server that does not answer: how far a query comes without one.</summary>
    public static TestPortal OverDeadServer()
    {
        var folder = Directory.CreateTempSubdirectory("oxi-infra-").FullName;
        var time = new FakeTimeProvider();
        return new TestPortal(Services(new()
        {
            ["Storage:Folder"] = folder,
            ["Database:Provider"] = DatabaseOptions.SqlServer,
            ["Database:ConnectionString"] = "Server=127.0.0.1,1;User Id=nobody;Password=none;Encrypt=false;Connect Timeout=5;ConnectRetryCount=0",
        }, time), time, folder, serverDatabase: null, ownsFolder: true);
    }

    /// <summary>The same folder and database, as after a restart.</summary>
    public TestPortal Restart() => new(
        Services(new() { ["Storage:Folder"] = Folder, ["Database:Provider"] = DatabaseOptions.Sqlite }, Time), Time, Folder, serverDatabase: null, ownsFolder: false);

    /// <summary>Gives the folder up, so that a portal that was restarted on it may start.</summary>
    public void LetGo() => Get<StoragePaths>().Dispose();

    public Task PrepareAsync() => _services.PrepareInfrastructureAsync(TestContext.Current.CancellationToken);

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
        if (!_ownsFolder)
            return;
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private static ServiceProvider Services(Dictionary<string, string?> values, FakeTimeProvider time, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddAuthenticationCore()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddInfrastructure(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            // Whatever any test asks SQLite must be a question that SQL Server understands, too.
            .ConfigureDbContext<PortalDb>(builder => builder.AddInterceptors(SqlServerTranslation.Instance));
        configure?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

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
