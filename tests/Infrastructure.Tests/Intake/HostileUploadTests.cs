using System.IO.Compression;
using System.Text;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.InstanceStore;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Intake;

public class HostileUploadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenFilesThatAreNoFilms_ThenEachIsRefusedForItsOwnReasonAndNothingIsKept()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm().ToBytes();

        Assert.Equal(RefusalCodes.NotDicom, (await portal.UploadAsync("only text"u8.ToArray(), "film.dcm")).Refusal!.Code);
        Assert.Equal(RefusalCodes.NotDicom, (await portal.UploadAsync([], "empty.dcm")).Refusal!.Code);
        Assert.Equal(RefusalCodes.Corrupt, (await portal.UploadAsync(film[..^500], "cut.dcm")).Refusal!.Code);
        var damaged = (byte[])film.Clone();
        damaged.AsSpan(300, 60).Fill(0xFF);
        Assert.Equal(IntakeKind.Refused, (await portal.UploadAsync(damaged, "damaged.dcm")).Kind);
        AssertNothingKept(portal);
    }

    [Fact]
    public async Task GivenAFileOverTheLimit_ThenItIsRefusedWithTheLimit()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite", ("Intake:MaxFileBytes", "4096"));

        var outcome = await portal.UploadAsync(new TestFilm().ToBytes());

        Assert.Equal((IntakeKind.Refused, RefusalCodes.TooLarge), (outcome.Kind, outcome.Refusal!.Code));
        Assert.Contains("4 KiB", outcome.Sentence, StringComparison.Ordinal);
        AssertNothingKept(portal);
    }

    [Fact]
    public async Task GivenAStreamThatBreaksOff_ThenItThrowsAndNothingIsKept()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await using var broken = new BreakingStream(new TestFilm().ToBytes().AsMemory(0, 2000));

        await Assert.ThrowsAsync<IOException>(() => portal.Get<TakeInUpload>().RunAsync(Actors.Radiologist, "film.dcm", broken, Cancel));

        AssertNothingKept(portal);
    }

    [Fact]
    public async Task GivenNamesThatClimbOutOfTheFolder_ThenTheyAreOnlyDisplayed()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var zip = Zip(("../../../../etc/cron.d/x", new TestFilm().ToBytes()), ("/absolute/\u0007film", new TestFilm().ToBytes()));

        var outcomes = await TakeInAsync(portal, "..\\..\\a.zip", zip);

        Assert.All(outcomes, o => Assert.Equal(IntakeKind.Stored, o.Kind));
        Assert.DoesNotContain('\u0007', outcomes[1].FileName);
        var files = Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        Assert.All(files, f => Assert.Equal(64, Path.GetFileName(f).Length));
    }

    [Fact]
    public async Task GivenAZipWithFolders_ThenEveryFileHasItsOutcomeAndAnArchiveWithinIsRefused()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm().ToBytes();
        var zip = Zip(("a/b/film.dcm", film), ("a/copy.dcm", film), ("readme.txt", "hello"u8.ToArray()), ("inner.zip", Zip(("x", film))));

        var outcomes = await TakeInAsync(portal, "study.zip", zip);

        Assert.Equal(["study.zip/a/b/film.dcm", "study.zip/a/copy.dcm", "study.zip/readme.txt", "study.zip/inner.zip"], outcomes.Select(o => o.FileName));
        Assert.Equal([IntakeKind.Stored, IntakeKind.AlreadyHere, IntakeKind.Refused, IntakeKind.Refused], outcomes.Select(o => o.Kind));
        Assert.Equal(RefusalCodes.UnsupportedFormat, outcomes[3].Refusal!.Code);
    }

    [Fact]
    public async Task GivenAZipBomb_ThenItIsRefusedBeforeItIsUnpacked()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var bomb = Zip(Enumerable.Range(0, 3).Select(i => ($"{i}.dcm", new byte[40 << 20])).ToArray());

        var outcome = Assert.Single(await TakeInAsync(portal, "bomb.zip", bomb));

        Assert.Equal(RefusalCodes.ArchiveBomb, outcome.Refusal!.Code);
        AssertNothingKept(portal);
    }

    [Fact]
    public async Task GivenAZipThatLiesAboutItsSizes_ThenTheLimitStillHolds()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite", ("Intake:MaxInflatedBytes", "100000"), ("Intake:MaxFileBytes", "60000"));
        var zip = Zip(Enumerable.Range(0, 4).Select(i => ($"{i}.dcm", new byte[50_000])).ToArray());
        Understate(zip, 50_000, 10);

        var outcomes = await TakeInAsync(portal, "liar.zip", zip);

        Assert.All(outcomes, o => Assert.Equal(IntakeKind.Refused, o.Kind));
        AssertNothingKept(portal);
    }

    [Fact]
    public async Task GivenTooManyEntriesOrADamagedZip_ThenTheArchiveIsRefused()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite", ("Intake:MaxEntries", "3"));
        var many = Zip(Enumerable.Range(0, 4).Select(i => ($"{i}", new byte[] { 1 })).ToArray());

        Assert.Equal(RefusalCodes.ArchiveBomb, Assert.Single(await TakeInAsync(portal, "many.zip", many)).Refusal!.Code);
        Assert.Equal(RefusalCodes.Corrupt, Assert.Single(await TakeInAsync(portal, "cut.zip", many[..^30])).Refusal!.Code);
    }

    [Fact]
    public async Task GivenHalfAFileLeftByACrash_ThenItIsGoneAfterTheNextStart()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var leftOver = Path.Combine(portal.Folder, "incoming", "left.part");
        await File.WriteAllTextAsync(leftOver, "half", Cancel);

        // The end of a process lets go of its locks.
        portal.Get<StoragePaths>().Dispose();
        var restarted = portal.Restart();
        await restarted.PrepareAsync();

        Assert.False(File.Exists(leftOver));
    }

    [Fact]
    public async Task GivenAPortalOnTheFolder_WhenASecondStarts_ThenItIsToldSoAndSweepsNothing()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var underWay = Path.Combine(portal.Folder, "incoming", "underway.part");
        await File.WriteAllTextAsync(underWay, "half", Cancel);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(portal.Restart().PrepareAsync);

        Assert.Contains(portal.Folder, refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(underWay));
    }

    [Fact]
    public async Task GivenAStorageFolderThatOthersMayEnter_WhenThePortalStarts_ThenItIsClosed()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var portal = await TestPortal.StartAsync("Sqlite");
        File.SetUnixFileMode(portal.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        await portal.PrepareAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(portal.Folder));
    }

    [Fact]
    public async Task GivenAPackedFilmWithOneBitFlipped_ThenItIsRefusedAndNotKept()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm().ToBytes();
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("film.dcm", CompressionLevel.NoCompression).Open();
            entry.Write(film);
        }
        var bytes = archive.ToArray();
        // Stored, not deflated: nothing but the checksum can tell. The film's last bytes are its pixels.
        bytes[bytes.AsSpan().IndexOf(film.AsSpan(^64)) + 40] ^= 0x10;

        var outcome = Assert.Single(await TakeInAsync(portal, "films.zip", bytes));

        Assert.Equal((IntakeKind.Refused, RefusalCodes.Corrupt), (outcome.Kind, outcome.Refusal?.Code));
        await using var db = portal.Db();
        Assert.Equal(0, db.Instances.Count());
    }

    [Fact]
    public async Task GivenAnUploadWithoutAUid_ThenItIsRefused()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");

        var outcome = await portal.UploadAsync(new TestFilm { Study = "not a uid" }.ToBytes());

        Assert.Equal(RefusalCodes.Corrupt, outcome.Refusal!.Code);
        Assert.Contains("Study Instance UID", outcome.Sentence, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<IntakeOutcome>> TakeInAsync(TestPortal portal, string name, byte[] content) =>
        portal.Get<TakeInUpload>().RunAsync(Actors.Radiologist, name, new MemoryStream(content), Cancel);

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Rewrites the uncompressed sizes in all headers.</summary>
    private static void Understate(byte[] zip, int from, int to)
    {
        var (actual, claimed) = (BitConverter.GetBytes(from), BitConverter.GetBytes(to));
        for (var i = 0; i <= zip.Length - 4; i++)
        {
            if (zip.AsSpan(i, 4).SequenceEqual(actual))
                claimed.CopyTo(zip, i);
        }
    }

    private static void AssertNothingKept(TestPortal portal)
    {
        using var db = portal.Db();
        Assert.Empty(db.Instances);
        Assert.Empty(Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(portal.Folder, "incoming")));
    }

    /// <summary>Gives some bytes, then fails as a lost connection does.</summary>
    private sealed class BreakingStream(ReadOnlyMemory<byte> head) : MemoryStream(head.ToArray())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The connection was lost.");
        }
    }
}
