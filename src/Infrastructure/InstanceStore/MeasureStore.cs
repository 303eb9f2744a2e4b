using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.InstanceStore;

/// <summary>How much is kept.</summary>
/// <param name="Films">Instances on record, of every site.</param>
/// <param name="FilmBytes">Of their files, as recorded.</param>
/// <param name="FreeBytes">On the volume of the storage folder.</param>
/// <param name="DatabaseBytes">Of the embedded database; null: the database is a server's, which tells its size itself.</param>
public sealed record StoreSize(int Films, long FilmBytes, long FreeBytes, long? DatabaseBytes);

/// <summary>Measures what the portal keeps. Adds up every instance: not for every second.</summary>
public sealed class MeasureStore(IDbContextFactory<PortalDb> contexts, StoragePaths paths, IOptions<DatabaseOptions> database)
{
    public async Task<StoreSize> RunAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var films = await db.Instances.CountAsync(cancel);
        var bytes = await db.Instances.SumAsync(i => i.ByteLength, cancel);
        var file = database.Value.IsSqlServer ? null : new FileInfo(db.Database.GetDbConnection().DataSource);
        return new StoreSize(films, bytes, new DriveInfo(paths.Root).AvailableFreeSpace, file is { Exists: true } ? file.Length : null);
    }
}
