using Microsoft.Extensions.DependencyInjection;
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
    public async Task GivenAFileThatCannotBeRead_ThenItIsNamedAndTheRestIsChecked()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
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
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var key = await portal.Get<IInstanceStore>().KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        File.SetLastWriteTimeUtc(Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key), portal.Time.GetUtcNow().UtcDateTime);

        Assert.Empty((await CheckAsync(portal)).Faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenAFileThatTheStoreWillNotGive_ThenItIsNamedAndTheRestIsChecked_UnlessTheStoreIsAway(bool away)
    {
        ChangedStore? store = null;
        await using var portal = await TestPortal.StartAsync(Databases.Chosen, services => services.AddSingleton<IInstanceStore>(
            provider => store = new ChangedStore(ActivatorUtilities.CreateInstance<FileSystemInstanceStore>(provider))));
        for (var i = 0; i < 3; i++)
            await portal.UploadAsync(new TestFilm().ToBytes());
        var refused = (await portal.Get<IInstanceStore>().ListAsync(Cancel).ToListAsync(Cancel))[0].Key!;
        store!.OfKey = key => key == refused ? new StoreAwayException("The object store answered 500.") : null;
        store.OfLook = away ? new StoreAwayException("The object store does not answer.") : null;

        if (away)
        {
            Assert.Contains("does not answer", (await Assert.ThrowsAsync<StoreAwayException>(() => CheckAsync(portal))).Message, StringComparison.Ordinal);
            return;
        }
        var (count, faults, _) = await CheckAsync(portal);

        Assert.Equal(3, count);
        Assert.Equal((StoreFaultKind.Damaged, refused), (Assert.Single(faults).Kind, faults[0].Key));
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
