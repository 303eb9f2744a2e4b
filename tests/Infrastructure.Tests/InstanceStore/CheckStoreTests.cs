using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.InstanceStore;

public class CheckStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenFilmsAsTheyWereReceived_ThenThereIsNoFault(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        for (var i = 0; i < 3; i++)
            await portal.UploadAsync(new TestFilm().ToBytes());

        var (count, faults, progress) = await CheckAsync(portal);

        Assert.Equal(3, count);
        Assert.Empty(faults);
        Assert.Equal([(1, 3), (2, 3), (3, 3)], progress);
    }

    [Fact]
    public async Task GivenAMissingADamagedAnOrphanedAndAForeignFile_ThenEachIsNamed()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        TestFilm[] films = [new(), new(), new()];
        foreach (var film in films)
            await portal.UploadAsync(film.ToBytes());
        var files = Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        File.Delete(files[0]);
        await File.AppendAllTextAsync(files[1], "x", Cancel);
        var orphan = await portal.Get<IInstanceStore>().KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        var orphanPath = Path.Combine(portal.Folder, "instances", orphan[..2], orphan[2..4], orphan);
        File.SetLastWriteTimeUtc(orphanPath, portal.Time.GetUtcNow().UtcDateTime - CheckStore.Grace - TimeSpan.FromMinutes(1));
        var foreign = Path.Combine(portal.Folder, "instances", "notes.txt");
        await File.WriteAllTextAsync(foreign, "mine", Cancel);

        var (_, faults, _) = await CheckAsync(portal);

        Assert.Equal(4, faults.Count);
        Assert.Equal(Path.GetFileName(files[0]), faults.Single(f => f.Kind == StoreFaultKind.Missing).Key);
        Assert.Equal(Path.GetFileName(files[1]), faults.Single(f => f.Kind == StoreFaultKind.Damaged).Key);
        Assert.Equal((orphanPath, orphan), faults.Where(f => f.Kind == StoreFaultKind.Orphaned).Select(f => (f.What, f.Key)).Single());
        Assert.Equal(foreign, faults.Single(f => f.Kind == StoreFaultKind.Foreign).What);
        Assert.All(faults.Where(f => f.Kind is StoreFaultKind.Missing or StoreFaultKind.Damaged), f => Assert.Contains(f.What, films.Select(x => x.Instance)));
    }

    [Fact]
    public async Task GivenAFileThatCannotBeRead_ThenItIsNamedAndTheRestIsChecked()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        for (var i = 0; i < 2; i++)
            await portal.UploadAsync(new TestFilm().ToBytes());
        var file = Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        // A folder in a file's place cannot be read as one, whoever asks.
        File.Delete(file);
        Directory.CreateDirectory(file);

        var (count, faults, _) = await CheckAsync(portal);

        Assert.Equal(2, count);
        Assert.Equal((StoreFaultKind.Damaged, Path.GetFileName(file)), (Assert.Single(faults).Kind, faults[0].Key));
    }

    [Fact]
    public async Task GivenAFileOfAnUploadThatIsNotYetOnRecord_ThenItIsNoFault()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var key = await portal.Get<IInstanceStore>().KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        File.SetLastWriteTimeUtc(Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key), portal.Time.GetUtcNow().UtcDateTime);

        Assert.Empty((await CheckAsync(portal)).Faults);
    }

    private static async Task<(int Count, List<StoreFault> Faults, List<(int, int)> Progress)> CheckAsync(TestPortal portal)
    {
        var (faults, progress) = (new List<StoreFault>(), new List<(int, int)>());
        var count = await portal.Get<CheckStore>().RunAsync(
            fault =>
            {
                faults.Add(fault);
                return Task.CompletedTask;
            },
            (done, total) => progress.Add((done, total)),
            Cancel);
        return (count, faults, progress);
    }
}
