using Amazon.S3.Model;
using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Tests.Support;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.InstanceStore;

public sealed class S3InstanceStoreTests(S3Server server) : InstanceStoreTests, IClassFixture<S3Server>
{
    private string? _bucket;

    protected override async Task<TestPortal> StartAsync() => await TestPortal.StartAsync("Sqlite", server.Settings(_bucket = await server.NewBucketAsync()));

    protected override async Task PutAsync(TestPortal portal, string place, byte[]? bytes)
    {
        using var client = server.Client();
        if (bytes is null)
            await client.DeleteObjectAsync(_bucket, $"portal/{place}", Cancel);
        else
            await client.PutObjectAsync(new() { BucketName = _bucket, Key = $"portal/{place}", InputStream = new MemoryStream(bytes), UseChunkEncoding = false }, Cancel);
    }

    private async Task<(TestPortal Portal, FaultyWire Wire)> StartOverWireAsync(params (string, string)[] more)
    {
        _bucket = await server.NewBucketAsync();
        var wire = new FaultyWire(server.Port);
        return (await TestPortal.StartAsync("Sqlite", server.Settings(_bucket, wire.Port, more: more)), wire);
    }

    [Fact]
    public async Task GivenAWholePortalOverIt_ThenAnUploadIsShownAndSentAgainIsAlreadyHere()
    {
        await using var portal = await StartAsync();
        var film = new TestFilm();
        var bytes = film.ToBytes();

        await portal.UploadAsync(bytes);

        await using var shown = await portal.Get<OpenInstance>().RunAsync(Actors.Radiologist, film.StudyUid(), film.InstanceUid(), Cancel);
        using var copy = new MemoryStream();
        await shown!.CopyToAsync(copy, Cancel);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(Infrastructure.Intake.IntakeKind.AlreadyHere, (await portal.UploadAsync(bytes)).Kind);
    }

    [Theory]
    [InlineData(null, "wrong", "refuses the portal's keys")]
    [InlineData("there-is-none", null, "has no bucket 'there-is-none'")]
    public async Task GivenWrongKeysOrNoBucket_ThenThePortalDoesNotStartAndSaysWhyWithoutSecrets(string? bucket, string? secret, string why)
    {
        var settings = server.Settings(bucket ?? await server.NewBucketAsync(), secret: secret);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestPortal.StartAsync("Sqlite", settings));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:S3:", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(S3Server.AccessKey, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(S3Server.SecretKey, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature=", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenNoServer_ThenThePortalDoesNotStartAndSaysSo()
    {
        server.Require();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestPortal.StartAsync("Sqlite", server.Settings("films", port: 1)));

        Assert.Equal("The object store 127.0.0.1:1 does not answer.", refused.Message);
    }

    [Theory]
    [InlineData(1_000_000, 400_000)]
    [InlineData(40_000_000, 8_000_000)]
    public async Task GivenAServerThatGoesAwayInTheMiddleOfAnUpload_ThenNothingIsKept_AndLaterItIs(int length, long cutAfter)
    {
        var (portal, wire) = await StartOverWireAsync();
        await using var _ = portal;
        await using var __ = wire;
        var store = portal.Get<IInstanceStore>();
        wire.CutUp = cutAfter;

        await Assert.ThrowsAsync<StoreAwayException>(() => store.KeepAsync(new MemoryStream(new byte[length]), Cancel));

        wire.CutUp = long.MaxValue;
        Assert.Empty(await store.ListAsync(Cancel).ToListAsync(Cancel));
        Assert.Empty(LeftOvers(portal));
        using var client = server.Client();
        Assert.Empty((await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = _bucket }, Cancel)).MultipartUploads ?? []);
        Assert.True(await store.VerifyAsync(await store.KeepAsync(new MemoryStream(new byte[length]), Cancel), Cancel));
    }

    [Fact]
    public async Task GivenAServerThatGoesAwayInTheMiddleOfADownload_ThenNoStreamIsHandedOut_AndOnceMoreIsTried()
    {
        var (portal, wire) = await StartOverWireAsync();
        await using var _ = portal;
        await using var __ = wire;
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream(new byte[2_000_000]), Cancel);
        wire.CutDown = 1_000_000;

        await Assert.ThrowsAsync<StoreAwayException>(() => store.OpenAsync(key, Cancel));
        await Assert.ThrowsAsync<StoreAwayException>(() => store.VerifyAsync(key, Cancel));
        Assert.Empty(LeftOvers(portal));
        wire.Cuts = 1;
        await using var opened = await store.OpenAsync(key, Cancel);

        Assert.Equal(2_000_000, opened.Length);
        Assert.Equal(0, wire.Cuts);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(0)]
    public async Task GivenAServerThatHangs_ThenItIsWaitedForNoLongerThanTold(long hangsAfter)
    {
        var (portal, wire) = await StartOverWireAsync(("Storage:S3:TimeoutSeconds", "1"));
        await using var _ = portal;
        await using var __ = wire;
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream(new byte[2_000_000]), Cancel);
        (wire.CutDown, wire.HangsInstead) = (hangsAfter, true);

        var away = await Assert.ThrowsAsync<StoreAwayException>(() => store.OpenAsync(key, Cancel)).WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        Assert.Contains("does not answer", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAStoreThatIsAway_WhenExporting_ThenTheExportBreaksOffRatherThanLeavingFilmsOut()
    {
        var (portal, wire) = await StartOverWireAsync(("Storage:S3:CacheBytes", "0"));
        await using var _ = portal;
        var film = new TestFilm();
        var lease = await portal.AnalyseAsync(film, 0.9, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, Domain.Reading.VerdictKind.Accepted);
        await portal.SubmitAsync(Actors.Radiologist, film.StudyUid());
        await wire.DisposeAsync();

        await Assert.ThrowsAsync<StoreAwayException>(() => portal.Get<ExportDataset>().RunAsync(Actors.Administrator, noBurnedInTextConfirmed: true, new MemoryStream(), Cancel));
        var told = await Assert.ThrowsAsync<StorageFailedException>(() => portal.UploadAsync(new TestFilm().ToBytes()));
        Assert.Contains("does not answer", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenMoreObjectsThanAPageHolds_ThenAllAreListed()
    {
        await using var portal = await StartAsync();
        const int Objects = 1_005;
        await Parallel.ForAsync(0, Objects, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, _) =>
            await PutAsync(portal, $"00/00/0000{i:x60}", [1]));

        var kept = await portal.Get<IInstanceStore>().ListAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal(Objects, kept.Select(k => k.Key).OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task GivenAFilmThatWasOpenedBefore_ThenItComesFromThisMachine_UnlessItsCopyIsDamaged()
    {
        var (portal, wire) = await StartOverWireAsync();
        await using var _ = portal;
        await using var __ = wire;
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        await (await store.OpenAsync(key, Cancel)).DisposeAsync();
        await PutAsync(portal, $"{key[..2]}/{key[2..4]}/{key}", null);

        await using (var cached = await store.OpenAsync(key, Cancel))
            Assert.Equal(3, cached.Length);
        await File.WriteAllBytesAsync(Path.Combine(portal.Folder, "cache", key), [1, 2, 4], Cancel);

        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenAsync(key, Cancel));
        Assert.Empty(Directory.GetFiles(Path.Combine(portal.Folder, "cache")));
    }

    /// <summary>The hash of all bytes is what proves a film: it comes whole, whatever is asked of it, and memory holds only what is read.</summary>
    [Fact]
    public async Task GivenAFilmOfManyFrames_WhenOneIsAskedFor_ThenTheFilmIsOnThisMachineWholeAndItsPixelsAreReadByRange()
    {
        var (portal, wire) = await StartOverWireAsync();
        await using var _ = portal;
        await using var __ = wire;
        var store = portal.Get<IInstanceStore>();
        const int Frames = 200, FrameBytes = 100 * 100 * 2;
        var film = DicomFile.Read(new TestFilm().ToBytes());
        film.Dataset.AddOrUpdate(DicomTags.Rows, 100).AddOrUpdate(DicomTags.Columns, 100).AddOrUpdate(DicomTags.BitsAllocated, 16).AddOrUpdate(DicomTags.BitsStored, 16)
            .AddOrUpdate(DicomTags.HighBit, 15).AddOrUpdate(DicomTags.NumberOfFrames, Frames).AddOrUpdate(new DicomElement(DicomTags.PixelData, DicomVR.OW, new byte[Frames * FrameBytes]));
        var bytes = film.ToBytes().ToArray();
        var key = await store.KeepAsync(new MemoryStream(bytes), Cancel);

        await using var opened = await store.OpenAsync(key, Cancel);
        using var read = await DicomFile.ReadAsync(opened, cancel: Cancel);
        await PutAsync(portal, $"{key[..2]}/{key[2..4]}/{key}", null);

        Assert.Equal(bytes.Length, new FileInfo(Path.Combine(portal.Folder, "cache", key)).Length);
        Assert.False(((DicomElement)read.Dataset.Find(DicomTags.PixelData)!).Value.IsInMemory);
        Assert.Equal(FrameBytes, PixelDecoder.GetFrameBytes(read, 150).Length);
    }

    [Fact]
    public async Task GivenMoreFilmsThanTheCacheHolds_ThenWhatWasNotUsedForLongestGoes()
    {
        var (portal, wire) = await StartOverWireAsync(("Storage:S3:CacheBytes", "250000"));
        await using var _ = portal;
        await using var __ = wire;
        var store = portal.Get<IInstanceStore>();
        var keys = new List<string>();
        for (var i = 0; i < 3; i++)
            keys.Add(await store.KeepAsync(new MemoryStream([.. new byte[100_000], (byte)i]), Cancel));

        foreach (var i in new[] { 0, 1, 0, 2 })
        {
            portal.Time.Advance(TimeSpan.FromMinutes(1));
            await (await store.OpenAsync(keys[i], Cancel)).DisposeAsync();
        }

        Assert.Equal(new[] { keys[0], keys[2] }.Order(StringComparer.Ordinal), Directory.GetFiles(Path.Combine(portal.Folder, "cache")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task GivenNoCache_ThenNothingStaysOnThisMachine()
    {
        var (portal, wire) = await StartOverWireAsync(("Storage:S3:CacheBytes", "0"));
        await using var _ = portal;
        await using var __ = wire;
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        await (await store.OpenAsync(key, Cancel)).DisposeAsync();

        Assert.False(Directory.Exists(Path.Combine(portal.Folder, "cache")));
        Assert.Empty(LeftOvers(portal));
    }

    [Fact]
    public async Task GivenAStoreThatIsLookedAt_ThenNothingIsWritten_AndOneThatIsAwayIsSaidToBe()
    {
        var (portal, wire) = await StartOverWireAsync();
        await using var _ = portal;
        var store = portal.Get<IInstanceStore>();
        await PutAsync(portal, "probe", null);

        await store.LookAsync(Cancel);

        using var client = server.Client();
        Assert.Empty((await client.ListObjectsV2Async(new() { BucketName = _bucket }, Cancel)).S3Objects ?? []);
        await store.CheckAsync(Cancel);
        Assert.Single((await client.ListObjectsV2Async(new() { BucketName = _bucket }, Cancel)).S3Objects);
        await store.LookAsync(Cancel);
        await wire.DisposeAsync();
        await Assert.ThrowsAsync<StoreAwayException>(() => store.LookAsync(Cancel));
    }

    [Fact]
    public async Task GivenAStorageFolderThatTakesNoFile_WhenAFilmIsOpened_ThenTheStoreIsAwayAndTheFilmNotDamaged()
    {
        await using var portal = await StartAsync();
        var store = portal.Get<IInstanceStore>();
        var key = await store.KeepAsync(new MemoryStream([1, 2, 3]), Cancel);
        var incoming = Path.Combine(portal.Folder, "incoming");
        Directory.Delete(incoming, recursive: true);
        await File.WriteAllTextAsync(incoming, "A file in the folder's place.", Cancel);

        var away = await Assert.ThrowsAsync<StoreAwayException>(() => store.OpenAsync(key, Cancel));

        Assert.Contains("storage folder", away.Message, StringComparison.Ordinal);
    }
}
