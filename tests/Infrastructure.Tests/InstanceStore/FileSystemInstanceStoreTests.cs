using Microsoft.Extensions.DependencyInjection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.InstanceStore;

public sealed class FileSystemInstanceStoreTests : InstanceStoreTests
{
    protected override Task<TestPortal> StartAsync() => TestPortal.StartAsync("Sqlite");

    protected override async Task PutAsync(TestPortal portal, string place, byte[]? bytes)
    {
        var path = Path.Combine(portal.Folder, "instances", place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        if (bytes is not null)
            await File.WriteAllBytesAsync(path, bytes, Cancel);
    }

    [Fact]
    public async Task GivenAFileThatWasWholeWhenItWasLastOpened_WhenItsBytesChangeButNeitherSizeNorTime_ThenItIsRefused()
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        await (await store.OpenAsync(key, Cancel)).DisposeAsync();
        var path = Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key);
        var written = File.GetLastWriteTimeUtc(path);
        await using (var file = new FileStream(path, FileMode.Open))
            file.WriteByte(7);
        File.SetLastWriteTimeUtc(path, written);

        await Assert.ThrowsAsync<DamagedInstanceException>(() => store.OpenAsync(key, Cancel));
    }

    [Fact]
    public async Task GivenAFullDisk_ThenTheStoreIsFullAndNotAway()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a device that is always full.");
        await using var portal = await StartAsync();
        var store = new FileSystemInstanceStore(portal.Get<StoragePaths>());

        Assert.Throws<StoreFullException>(() => store.Try(() => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)));
        Assert.Throws<StoreAwayException>(() => store.Try(() => new FileStream(Path.Combine(portal.Folder, "none", "file"), FileMode.Open)));
    }

    [Fact]
    public async Task GivenAFullStore_ThenThePortalStarts()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite", services => services.AddSingleton<IInstanceStore>(
            provider => new ChangedStore(ActivatorUtilities.CreateInstance<FileSystemInstanceStore>(provider)) { OfCheck = new StoreFullException("Full.") }));

        Assert.Equal(Infrastructure.Intake.IntakeKind.Stored, (await portal.UploadAsync(new TestFilm().ToBytes())).Kind);
    }

    [Fact]
    public async Task GivenADiskThatDoesNotGiveAFileBack_ThenTheFilmIsDamagedAndTheCauseIsTold()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a file that cannot be read at its beginning.");
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var (key, path) = await KeepOneAsync(portal);
        File.Delete(path);
        File.CreateSymbolicLink(path, "/proc/self/mem");

        var damaged = await Assert.ThrowsAsync<DamagedInstanceException>(() => store.OpenAsync(key, Cancel));

        Assert.Equal(5, damaged.InnerException!.HResult);
        Assert.False(await store.VerifyAsync(key, Cancel));
    }

    [Fact]
    public async Task GivenAFileThatMayNotBeRead_OrAFolderThatIsGone_ThenTheStoreIsAwayAndNoFilmIsCalledDamagedOrLost()
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var (key, path) = await KeepOneAsync(portal);
        // A folder in a file's place may not be read as one, whoever asks.
        File.Delete(path);
        Directory.CreateDirectory(path);

        await Assert.ThrowsAsync<StoreAwayException>(() => store.OpenAsync(key, Cancel));
        Directory.Delete(portal.Get<StoragePaths>().Instances, recursive: true);
        await Assert.ThrowsAsync<StoreAwayException>(() => store.OpenAsync(key, Cancel));
    }

    [Fact]
    public async Task GivenAFileThatIsKept_ThenItsNameIsOnTheDiskBeforeItsKeyIsGiven()
    {
        await using var portal = await StartAsync();
        var paths = portal.Get<StoragePaths>();
        var flushed = new List<(string Folder, int Files)>();
        var store = new FileSystemInstanceStore(paths, folder =>
        {
            flushed.Add((folder, Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length));
            FolderOnDisk.Flush(folder);
        });

        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);

        var first = Path.Combine(paths.Instances, key[..2]);
        Assert.Equal([(paths.Instances, 1), (first, 1), (Path.Combine(first, key[2..4]), 1)], flushed);
        if (OperatingSystem.IsLinux())
            Assert.Throws<IOException>(() => FolderOnDisk.Flush(Path.Combine(portal.Folder, "none")));
    }

    private static async Task<(string Key, string Path)> KeepOneAsync(TestPortal portal)
    {
        var key = await portal.Get<IInstanceStore>().KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        return (key, Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key));
    }

    [Fact]
    public async Task GivenTheStorageFolder_ThenOnlyItsOwnerMayEnter()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such file modes.");
            return;
        }
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.UploadAsync(new TestFilm().ToBytes());

        foreach (var folder in Directory.GetDirectories(portal.Folder, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        var film = Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories).Single();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(film));
    }
}
