using OxiPortal.Domain.Imaging;
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
