using System.Security.Cryptography;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.InstanceStore;

public class FileSystemInstanceStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenSomeBytes_ThenTheyAreKeptUnderTheirHashInTwoLevelsOfFolders()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var store = (FileSystemInstanceStore)portal.Get<IInstanceStore>();
        var bytes = "some film"u8.ToArray();

        var key = await store.KeepAsync(new MemoryStream(bytes), Cancel);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), key);
        Assert.True(File.Exists(Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key)));
        Assert.True(await store.VerifyAsync(key, Cancel));
    }

    [Fact]
    public async Task GivenTheSameBytesAtOnce_ThenThereIsOneFileAndNoLeftOver()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var store = portal.Get<IInstanceStore>();

        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.KeepAsync(new MemoryStream(new byte[300_000]), Cancel))));

        Assert.Single(keys.Distinct());
        Assert.Single(Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(portal.Folder, "incoming")));
    }

    [Fact]
    public async Task GivenADamagedFile_ThenItDoesNotVerifyAndTheNextGoodCopyMendsIt()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var store = (FileSystemInstanceStore)portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        await File.WriteAllBytesAsync(Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key), [1, 2, 4], Cancel);

        Assert.False(await store.VerifyAsync(key, Cancel));
        await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        Assert.True(await store.VerifyAsync(key, Cancel));
    }

    [Fact]
    public async Task GivenAFileDamagedBeforeOrAfterItWasFirstRead_WhenOpened_ThenItIsRefused()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var store = portal.Get<IInstanceStore>();
        var keys = new[] { await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel), await store.KeepAsync(new MemoryStream([4, 5, 6]), Cancel) };
        await (await store.OpenAsync(keys[1], Cancel)).DisposeAsync();
        foreach (var key in keys)
        {
            var path = Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key);
            await File.WriteAllBytesAsync(path, [7, 7, 7], Cancel);
            File.SetLastWriteTimeUtc(path, portal.Time.GetUtcNow().UtcDateTime);
        }

        foreach (var key in keys)
            Assert.Contains(key, (await Assert.ThrowsAsync<DamagedInstanceException>(() => store.OpenAsync(key, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAWholeFile_WhenOpened_ThenItIsReadFromItsFirstByte()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);

        for (var time = 0; time < 2; time++)
        {
            await using var stream = await store.OpenAsync(key, Cancel);
            Assert.Equal(0, stream.Position);
            Assert.Equal(1, stream.ReadByte());
        }
    }

    [Theory]
    [InlineData("../../oxiportal.db")]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task GivenAKeyThatNamesNothing_ThenNoFileIsOpened(string key)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");

        await Assert.ThrowsAsync<FileNotFoundException>(() => portal.Get<IInstanceStore>().OpenAsync(key, Cancel));
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
