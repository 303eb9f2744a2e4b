using System.Security.Cryptography;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.InstanceStore;

/// <summary>What every store promises, held against each.</summary>
public abstract class InstanceStoreTests
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<TestPortal> StartAsync();

    /// <summary>Behind the store's back: other bytes, or none, at a place below its root.</summary>
    protected abstract Task PutAsync(TestPortal portal, string place, byte[]? bytes);

    private static string PlaceOf(string key) => $"{key[..2]}/{key[2..4]}/{key}";

    private static async Task<List<KeptInstance>> ListAsync(TestPortal portal) => await portal.Get<IInstanceStore>().ListAsync(Cancel).ToListAsync(Cancel);

    protected static string[] LeftOvers(TestPortal portal) => Directory.GetFiles(Path.Combine(portal.Folder, "incoming"));

    [Fact]
    public async Task GivenSomeBytes_ThenTheyAreKeptUnderTheirHashBelowItsFirstDigits()
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var bytes = "some film"u8.ToArray();

        var key = await store.KeepAsync(new MemoryStream(bytes), Cancel);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), key);
        var kept = Assert.Single(await ListAsync(portal));
        Assert.Equal(key, kept.Key);
        Assert.EndsWith(PlaceOf(key), kept.Place.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.InRange(kept.KeptAt, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
        Assert.True(await store.VerifyAsync(key, Cancel));
        Assert.Empty(LeftOvers(portal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(40_000_000)]
    public async Task GivenContentOfAnySize_ThenItComesBackToTheLastByte(int length)
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        var key = await store.KeepAsync(new MemoryStream(bytes), Cancel);
        await using var opened = await store.OpenAsync(key, Cancel);

        Assert.True(opened.CanSeek);
        Assert.Equal(length, opened.Length);
        Assert.Equal(key, Convert.ToHexStringLower(await SHA256.HashDataAsync(opened, Cancel)));
    }

    [Fact]
    public async Task GivenTheSameBytesAtOnce_ThenTheyAreKeptOnceAndNothingIsLeftOver()
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();

        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.KeepAsync(new MemoryStream(new byte[300_000]), Cancel))));

        Assert.Equal(Assert.Single(await ListAsync(portal)).Key, Assert.Single(keys.Distinct()));
        Assert.Empty(LeftOvers(portal));
    }

    [Fact]
    public async Task GivenDamage_ThenItDoesNotVerifyAndTheNextGoodCopyMendsIt()
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        await PutAsync(portal, PlaceOf(key), [1, 2, 4]);

        Assert.False(await store.VerifyAsync(key, Cancel));
        await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        Assert.True(await store.VerifyAsync(key, Cancel));
    }

    [Theory]
    [InlineData(new byte[] { 7, 7, 7 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 3, 0 })]
    [InlineData(new byte[0])]
    public async Task GivenOtherBytesInItsPlace_WhenOpened_ThenItIsRefused(byte[] others)
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        await PutAsync(portal, PlaceOf(key), others);

        var refused = await Assert.ThrowsAsync<DamagedInstanceException>(() => store.OpenAsync(key, Cancel));

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
        Assert.Empty(LeftOvers(portal));
    }

    [Fact]
    public async Task GivenAWholeFile_WhenOpenedAgainAndAgain_ThenItIsReadFromItsFirstByte()
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);

        for (var time = 0; time < 3; time++)
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
    public async Task GivenAKeyThatNamesNothing_ThenNothingIsOpened(string key)
    {
        await using var portal = await StartAsync();

        await Assert.ThrowsAsync<FileNotFoundException>(() => portal.Get<IInstanceStore>().OpenAsync(key, Cancel));
        Assert.Null(await portal.Get<IInstanceStore>().VerifyAsync(key, Cancel));
        Assert.Empty(LeftOvers(portal));
    }

    [Fact]
    public async Task GivenContentThatBreaksOff_ThenNothingIsKept()
    {
        await using var portal = await StartAsync();

        await Assert.ThrowsAsync<IOException>(() => portal.Get<IInstanceStore>().KeepAsync(new BreakingStream(200_000), Cancel));

        Assert.Empty(await ListAsync(portal));
        Assert.Empty(LeftOvers(portal));
    }

    [Fact]
    public async Task GivenAMissingADamagedAnOrphanedAndAForeignFile_WhenChecked_ThenEachIsNamed()
    {
        await using var portal = await StartAsync();
        TestFilm[] films = [new(), new(), new()];
        foreach (var film in films)
            await portal.UploadAsync(film.ToBytes());
        var keys = (await ListAsync(portal)).Select(k => k.Key!).Order(StringComparer.Ordinal).ToList();
        await PutAsync(portal, PlaceOf(keys[0]), null);
        await PutAsync(portal, PlaceOf(keys[1]), [1, 2, 3]);
        var orphan = await portal.Get<IInstanceStore>().KeepAsync(new MemoryStream([4, 5, 6]), Cancel);
        await PutAsync(portal, "notes.txt", "mine"u8.ToArray());
        // Whole, but elsewhere than its name says: nobody would find it.
        await PutAsync(portal, $"zz/zz/{orphan}", [4, 5, 6]);
        portal.Time.SetUtcNow(TimeProvider.System.GetUtcNow() + 2 * CheckStore.Grace);

        var faults = new List<StoreFault>();
        var count = await portal.Get<CheckStore>().RunAsync(
            fault =>
            {
                faults.Add(fault);
                return Task.CompletedTask;
            }, (_, _) => { }, Cancel);

        Assert.Equal(3, count);
        Assert.Equal(
            [(StoreFaultKind.Missing, keys[0]), (StoreFaultKind.Damaged, keys[1]), (StoreFaultKind.Orphaned, orphan), (StoreFaultKind.Foreign, ""), (StoreFaultKind.Foreign, "")],
            faults.Select(f => (f.Kind, f.Key)).Order());
        Assert.All(faults.Take(2), f => Assert.Contains(f.What, films.Select(x => x.Instance)));
    }

    private sealed class BreakingStream(int after) : MemoryStream(new byte[after])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The sender hung up.");
    }
}
