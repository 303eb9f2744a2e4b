using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Exports;

public class ExportDatasetTests
{
    private static readonly TestFilm Film = new()
    {
        PatientId = "SECRET-ID-4711",
        PatientName = "Mustermann^Erika",
        BirthDate = "19580823",
        Issuer = "SECRET-ISSUER",
    };

    private static readonly TestFilm Negative = Fresh(Film) with { Photometric = "MONOCHROME1" };
    private static readonly TestFilm OtherPatient = new();
    private static readonly TestFilm BurnedIn = new() { BurnedIn = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenReadsAndReviews_ThenTheZipHoldsTruthHardNegativesAndPixels(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        await DecideAsync(portal);

        var (release, zip) = await ExportAsync(portal);

        var coco = Json(zip, "annotations.json");
        var images = coco.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal(3, images.Count);
        var first = images.Single(i => i.GetProperty("fully_read").GetBoolean());
        Assert.Equal((60, 40), (first.GetProperty("width").GetInt32(), first.GetProperty("height").GetInt32()));
        Assert.Equal([0.2, 0.25], first.GetProperty("pixel_spacing_mm").EnumerateArray().Select(v => v.GetDouble()));
        var categories = coco.GetProperty("categories").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetInt32(), c => c.GetProperty("name").GetString());
        var annotations = coco.GetProperty("annotations").EnumerateArray().Where(a => a.GetProperty("image_id").GetInt32() == first.GetProperty("id").GetInt32()).ToList();
        Assert.Equal(["Mass", "Nodule"], annotations.Select(a => categories[a.GetProperty("category_id").GetInt32()]).Order());
        var nodule = annotations.Single(a => categories[a.GetProperty("category_id").GetInt32()] == "Nodule");
        Assert.Equal([10.5, 12.25, 8, 6], nodule.GetProperty("bbox").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(("Accepted", "Confirmed"), Said(nodule));
        var negative = Assert.Single(coco.GetProperty("rejected").EnumerateArray());
        Assert.Equal([30, 5, 12, 20.5], negative.GetProperty("bbox").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Equal(("Rejected", "Unreviewed"), Said(negative));

        var manifest = Json(zip, "manifest.json");
        Assert.Equal((3, 1), (manifest.GetProperty("images").GetInt32(), manifest.GetProperty("left_out").GetProperty("burned_in_annotation").GetInt32()));
        Assert.Equal("irregularities", manifest.GetProperty("model_sets")[0].GetProperty("models")[1].GetProperty("name").GetString());
        foreach (var file in manifest.GetProperty("files").EnumerateArray())
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(zip[file.GetProperty("name").GetString()!])), file.GetProperty("sha256").GetString());
        Assert.Equal((2, 3, 4, 1), (release.Patients, release.Images, release.Annotations, release.Rejected));
        var listed = await portal.Get<ListReleases>().RunAsync(Actors.Administrator, Cancel);
        Assert.Equal(release, Assert.Single(listed.Releases));
        Assert.Equal(3, listed.FilmsNow);
    }

    [Fact]
    public async Task GivenAnExportThatBreaksOff_ThenItIsOnRecordAndTheNextHasAnotherVersion()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await DecideAsync(portal);

        await Assert.ThrowsAsync<IOException>(() => portal.Get<ExportDataset>().RunAsync(Actors.Administrator, true, new BreaksOff(), Cancel));
        var (release, _) = await ExportAsync(portal);

        var listed = (await portal.Get<ListReleases>().RunAsync(Actors.Administrator, Cancel)).Releases;
        Assert.Equal(["2", "1"], listed.Select(r => r.Version).OrderDescending());
        Assert.Equal("", listed.Single(r => r.Version == "1").Sha256);
        Assert.Equal(("2", 64), (release.Version, release.Sha256.Length));
    }

    [Fact]
    public async Task GivenAStoredFileThatIsLost_ThenTheOthersAreExportedAndItIsCounted()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await DecideAsync(portal);
        var files = Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories);
        var (before, _) = await ExportAsync(portal);
        foreach (var file in files)
            File.Delete(file);

        var (after, zip) = await ExportAsync(portal);

        Assert.Equal((3, 0), (before.Images, after.Images));
        Assert.Equal(3, Json(zip, "manifest.json").GetProperty("left_out").GetProperty("unreadable").GetInt32());
    }

    [Fact]
    public async Task GivenAFileThatMayNotBeRead_ThenTheExportBreaksOffRatherThanLeavingItOut()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await DecideAsync(portal);
        foreach (var file in Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories))
        {
            // A folder in a file's place may not be read as one, whoever asks.
            File.Delete(file);
            Directory.CreateDirectory(file);
        }

        await Assert.ThrowsAsync<StoreAwayException>(() => portal.Get<ExportDataset>().RunAsync(Actors.Administrator, true, new MemoryStream(), Cancel));
    }

    private sealed class BreaksOff : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Length > 200 ? ValueTask.FromException(new IOException("The reader hung up.")) : base.WriteAsync(buffer, cancellationToken);
    }

    [Fact]
    public async Task GivenAFilmAndItsNegative_ThenBothPngsHoldTheStoredGridWithBoneWhiteAndNothingElse()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await DecideAsync(portal);

        var (_, zip) = await ExportAsync(portal);

        foreach (var image in Json(zip, "annotations.json").GetProperty("images").EnumerateArray())
        {
            var png = PngPixels.Read(zip[image.GetProperty("file_name").GetString()!]);
            var grey = image.GetProperty("grey");
            var inverted = grey.GetProperty("inverted").GetBoolean();
            var offset = grey.GetProperty("offset").GetDouble();
            Assert.Equal((40, 60, 1), (png.Rows, png.Columns, grey.GetProperty("scale").GetDouble()));
            Assert.Equal(["IHDR", "IDAT", "IEND"], png.Chunks);
            for (var i = 0; i < png.Values.Length; i++)
            {
                var stored = Film.Pixel(i % 60, i / 60);
                Assert.Equal(inverted ? 4095 - stored : stored, png.Values[i] + offset);
            }
        }
    }

    [Fact]
    public async Task GivenAnExport_ThenNoNameIdUidOrDateOfTheSourceIsInIt()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await DecideAsync(portal);

        var (_, zip) = await ExportAsync(portal);

        var secrets = new[] { Film, Negative, OtherPatient }
            .SelectMany(f => new[] { f.PatientId, f.Study, f.Series, f.Instance, f.BirthDate!, f.StudyDate! })
            .Concat(["SECRET-", "Mustermann", "Erika", "Doe^Jane", "Doe, Jane", "ACC-", "1958-08-23", "2026-03", Actors.Radiologist.DisplayName, Actors.QA.DisplayName])
            .Distinct();
        foreach (var (name, bytes) in zip)
        {
            var text = name + "\n" + Encoding.Latin1.GetString(bytes);
            foreach (var secret in secrets)
                Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{name} tells '{secret}'");
        }
    }

    [Fact]
    public async Task GivenOnePatientInSeveralExportsAndStudies_ThenThePseudonymIsTheSame_EvenAfterARestart()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await DecideAsync(portal);

        var first = Names(await ExportAsync(portal));
        await using var restarted = portal.Restart();
        var second = Names(await ExportAsync(restarted));

        Assert.Equal(first, second);
        Assert.Equal(2, first.Select(n => n[..(n.LastIndexOf('-'))]).Distinct().Count());
        Assert.All(first, n => Assert.Matches("^images/P[0-9a-f]{16}-[0-9]+\\.png$", n));

        static string[] Names((DatasetRelease, Dictionary<string, byte[]> Zip) export) => [.. export.Zip.Keys.Where(k => k.StartsWith("images/", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task GivenAnotherSecret_ThenPseudonymsDiffer()
    {
        await using var one = await TestPortal.StartAsync("Sqlite");
        await using var two = await TestPortal.StartAsync("Sqlite");
        await DecideAsync(one);
        await DecideAsync(two);

        Assert.Empty((await ExportAsync(one)).Zip.Keys.Intersect((await ExportAsync(two)).Zip.Keys).Except(["annotations.json", "manifest.json"]));
    }

    [Fact]
    public async Task GivenNoConfirmationOrNothingSubmitted_ThenThereIsNoExport()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");

        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Get<ExportDataset>().RunAsync(Actors.Administrator, true, new MemoryStream(), Cancel));
        await DecideAsync(portal);
        var untouched = new MemoryStream();
        await Assert.ThrowsAsync<InvalidOperationException>(() => portal.Get<ExportDataset>().RunAsync(Actors.Administrator, false, untouched, Cancel));
        Assert.Equal(0, untouched.Length);
    }

    /// <summary>Four films: one with everything, its MONOCHROME1 sister, one whose only finding QA rejected beside one it did not see, one with burned-in text.</summary>
    private static async Task DecideAsync(TestPortal portal)
    {
        var lease = await portal.AnalyseAsync(Film, 0.9, Results.Nodule, Results.Opacity);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.JudgeAsync(Actors.Radiologist, lease, 2, VerdictKind.Rejected, "overlap");
        await portal.DrawAsync(Actors.Radiologist, lease, new ImageBox(40.5, 3.25, 5, 6), FindingLabels.Mass);
        await portal.SubmitAsync(Actors.Radiologist, lease.Study);
        await ReviewAsync(portal, lease.Instance, VerdictKind.Accepted, ReviewDecision.Confirmed);

        lease = await portal.AnalyseAsync(Negative, 0.8, Results.Opacity);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.SubmitAsync(Actors.Radiologist, lease.Study, nothingMore: false);

        lease = await portal.AnalyseAsync(OtherPatient, 0.7, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.DrawAsync(Actors.Radiologist, lease, new ImageBox(1, 2, 3, 4), FindingLabels.Consolidation);
        await portal.SubmitAsync(Actors.Radiologist, lease.Study);
        await ReviewAsync(portal, lease.Instance, VerdictKind.Accepted, ReviewDecision.Rejected);

        lease = await portal.AnalyseAsync(BurnedIn, 0.6, Results.Nodule);
        await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted);
        await portal.SubmitAsync(Actors.Radiologist, lease.Study);
    }

    private static async Task ReviewAsync(TestPortal portal, SopInstanceUid instance, VerdictKind kind, ReviewDecision decision)
    {
        var item = (await portal.Get<ListReviews>().RunAsync(Actors.QA, Cancel)).Single(r => r.Instance == instance && r.Kind == kind);
        Assert.IsType<ReviewOutcome.Saved>(await portal.Get<ReviewVerdict>().RunAsync(Actors.QA, item.Verdict, decision, null, Cancel));
    }

    private static async Task<(DatasetRelease Release, Dictionary<string, byte[]> Zip)> ExportAsync(TestPortal portal)
    {
        var written = new MemoryStream();
        await using var stream = new ResponseLikeStream(written);
        var release = await portal.Get<ExportDataset>().RunAsync(Actors.Administrator, noBurnedInTextConfirmed: true, stream, Cancel);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(written.ToArray())), release.Sha256);
        written.Position = 0;
        using var archive = new ZipArchive(written);
        var files = new Dictionary<string, byte[]>();
        foreach (var entry in archive.Entries)
        {
            Assert.Equal(1980, entry.LastWriteTime.Year);
            using var content = new MemoryStream();
            await using (var packed = await entry.OpenAsync(Cancel))
                await packed.CopyToAsync(content, Cancel);
            files.Add(entry.FullName, content.ToArray());
        }
        return (release, files);
    }

    private static JsonElement Json(Dictionary<string, byte[]> zip, string name) => JsonDocument.Parse(zip[name]).RootElement;

    private static (string?, string?) Said(JsonElement annotation)
    {
        var attributes = annotation.GetProperty("attributes");
        return (attributes.GetProperty("verdict").GetString(), attributes.GetProperty("review").GetString());
    }

    private static TestFilm Fresh(TestFilm film)
    {
        var uids = new TestFilm();
        return film with { Study = uids.Study, Series = uids.Series, Instance = uids.Instance };
    }

    /// <summary>As Kestrel's response body: forwards only, and never synchronously.</summary>
    private sealed class ResponseLikeStream(MemoryStream target) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => throw new InvalidOperationException("Synchronous operations are disallowed.");
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous operations are disallowed.");
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => target.WriteAsync(buffer, cancellationToken);
        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
