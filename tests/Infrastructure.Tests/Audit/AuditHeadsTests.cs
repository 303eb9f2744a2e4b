using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Audit.Verification;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Audit;

public sealed class AuditHeadsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GivenManyEntries_ThenOneLineSaysWhereTheChainEnds_AndNothingIsWrittenUntilItGoesOn()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.WriteHeadsAsync();
        Assert.False(Directory.Exists(Path.Combine(portal.Folder, "audit")));

        await portal.RecordAsync(7);
        await portal.WriteHeadsAsync();
        await portal.WriteHeadsAsync();
        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();

        var lines = await File.ReadAllLinesAsync(portal.HeadsFile(), Cancel);
        Assert.Equal("heads-2026-03-02.jsonl", Path.GetFileName(portal.HeadsFile()));
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("""{"site":1,"sequence":7,"hash":""", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"site":1,"sequence":8,"hash":""", lines[1], StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(portal.HeadsFile()));
        Assert.Equal(2, (await portal.VerifyAsync()).Verification.Heads);
    }

    [Fact]
    public async Task GivenAPortalThatStops_ThenTheLastEntriesAreNamedOutside()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var writer = portal.Get<IEnumerable<IHostedService>>().OfType<AuditHeadsWriter>().Single();
        await writer.StartAsync(Cancel);
        await portal.RecordAsync(3);

        await writer.StopAsync(Cancel);

        Assert.Contains("\"sequence\":3,", (await File.ReadAllLinesAsync(portal.HeadsFile(), Cancel))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenALineThatACrashBrokeOff_ThenItIsNamedAndNoFault_AlsoAfterThePortalWroteOn()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();
        var whole = await File.ReadAllTextAsync(portal.HeadsFile(), Cancel);
        await File.AppendAllTextAsync(portal.HeadsFile(), whole[..60] + "\u00e9", Cancel);

        var (faults, torn) = await portal.VerifyAsync();
        Assert.Empty(faults);
        Assert.EndsWith("line 2", torn.TornLine, StringComparison.Ordinal);

        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();
        var (later, healed) = await portal.VerifyAsync();
        Assert.Empty(later);
        Assert.Equal((null, 2L), (healed.TornLine, healed.Heads));
    }

    [Fact]
    public async Task GivenAWriteThatBrokeOffAfterAnyOfItsBytes_ThenNobodyIsAccused_NeitherAtOnceNorAfterThePortalWroteOn()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();
        var file = portal.HeadsFile();
        var head = await File.ReadAllBytesAsync(file, Cancel);

        await BreakOffAsync(portal, file, Enumerable.Range(1, head.Length - 1).Select(cut => (byte[])[.. head, .. head[..cut]]));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    public async Task GivenANoteThatBrokeOffAfterAnyOfItsBytes_ThenItAndTheLineBeforeItAreTheNextNotes(int lost)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();
        var file = portal.HeadsFile();
        var head = await File.ReadAllBytesAsync(file, Cancel);
        byte[] torn = [.. head, .. head[..^lost]];
        await File.WriteAllBytesAsync(file, torn, Cancel);
        await portal.AppendHeadAsync(portal.Time.GetUtcNow());
        var noted = await File.ReadAllBytesAsync(file, Cancel);

        await BreakOffAsync(portal, file, Enumerable.Range(torn.Length + 1, noted.Length - torn.Length - 1).Select(cut => noted[..cut]));
    }

    [Fact]
    public async Task GivenANoteOfAnotherLine_ThenItExplainsNothing()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();
        var file = portal.HeadsFile();
        var head = await File.ReadAllTextAsync(file, Cancel);
        await File.WriteAllTextAsync(file, head + head[..60], Cancel);
        await portal.AppendHeadAsync(portal.Time.GetUtcNow());
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancel)).Replace(head[..60] + "{\"torn", head[..59] + "{\"torn", StringComparison.Ordinal), Cancel);

        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((AuditFaultKind.HeadsFile, 2L), (fault.Kind, fault.From));
    }

    [Fact]
    public async Task GivenThousandsOfHeads_ThenTheyAreLookedUpTogether()
    {
        var commands = new CountedCommands();
        await using var portal = await TestPortal.StartAsync("Sqlite", services => services.ConfigureDbContext<PortalDb>(builder => builder.AddInterceptors(commands)));
        await portal.RecordAsync(3);
        var key = await portal.Get<AuditKeyFile>().OpenAsync(Cancel);
        var heads = (await portal.EntriesAsync()).SelectMany(e => Enumerable.Repeat(new AuditHead(e.SiteId, e.Sequence, e.EntryHash, portal.Time.GetUtcNow()), 700));
        await portal.Get<AuditHeadsFolder>().AppendAsync([.. heads], key, portal.Time.GetUtcNow(), Cancel);
        var before = commands.Count;

        var (faults, verification) = await portal.VerifyAsync();

        Assert.Empty(faults);
        Assert.Equal(2100, verification.Heads);
        Assert.InRange(commands.Count - before, 1, 25);
    }

    [Fact]
    public async Task GivenEntriesOlderThanAMinute_WhenNoSignedHeadNamesThem_ThenThatIsAFault_AndUntilThenNone()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(5);
        portal.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty((await portal.VerifyAsync()).Faults);
        portal.Time.Advance(TimeSpan.FromSeconds(1));

        var missing = await portal.OnlyFaultAsync();
        Assert.Equal((AuditFaultKind.HeadsMissing, 1, 0, 5L), (missing.Kind, missing.Site, missing.From, missing.To));
        Assert.Contains($"(there is no folder {Path.Combine(portal.Folder, "audit")})", missing.Sentence, StringComparison.Ordinal);

        await portal.WriteHeadsAsync();
        Assert.Empty((await portal.VerifyAsync()).Faults);
        Directory.Delete(Path.Combine(portal.Folder, "audit"), recursive: true);
        Assert.Equal(AuditFaultKind.HeadsMissing, (await portal.OnlyFaultAsync()).Kind);
    }

    [Fact]
    public async Task GivenHeadsThatStopEarly_ThenWhatAKilledPortalMayOweIsNoFault_AndMoreIs()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(2);
        await portal.WriteHeadsAsync();
        portal.Time.Advance(TimeSpan.FromHours(1));
        await portal.RecordAsync(3);
        portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty((await portal.VerifyAsync()).Faults);

        await portal.RecordAsync(1);
        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((AuditFaultKind.HeadsMissing, 2, 5L), (fault.Kind, fault.From, fault.To));
        Assert.StartsWith("signed heads are missing after entry 2 (folder ", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAHeadsFileThatCannotBeRead_ThenThatIsASentenceOfItsOwn_AndTheOthersAreRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();
        File.CreateSymbolicLink(Path.Combine(portal.Folder, "audit", "heads-2026-01-01.jsonl"), Path.Combine(portal.Folder, "gone"));

        var (faults, verification) = await portal.VerifyAsync();

        Assert.StartsWith("heads file heads-2026-01-01.jsonl cannot be read: ", Assert.Single(faults).Sentence, StringComparison.Ordinal);
        Assert.Equal(1, verification.Heads);
    }

    [Theory]
    [InlineData("\"sequence\":2", "\"sequence\":3")]
    [InlineData("\"site\":1", "\"site\":2")]
    [InlineData("\"mac\":\"", "\"mac\":\"0")]
    [InlineData("{", "")]
    [InlineData("2026", "2025")]
    public async Task GivenAnEditedLine_ThenItIsTold(string was, string becomes)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        for (var i = 0; i < 3; i++)
        {
            await portal.RecordAsync(1);
            await portal.WriteHeadsAsync();
        }
        var lines = await File.ReadAllLinesAsync(portal.HeadsFile(), Cancel);
        lines[1] = lines[1].Replace(was, becomes, StringComparison.Ordinal);
        await File.WriteAllTextAsync(portal.HeadsFile(), string.Join('\n', lines) + "\n", Cancel);

        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((AuditFaultKind.HeadsFile, 2L), (fault.Kind, fault.From));
    }

    [Fact]
    public async Task GivenAFolderThatCannotBeWritten_ThenThePortalGoesOnAndWritesWhenItCan()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        var folder = Path.Combine(portal.Folder, "audit");
        await File.WriteAllTextAsync(folder, "in the way", Cancel);

        await portal.WriteHeadsAsync();
        await portal.RecordAsync(1);
        File.Delete(folder);
        await portal.WriteHeadsAsync();

        Assert.Contains("\"sequence\":2,", Assert.Single(await File.ReadAllLinesAsync(portal.HeadsFile(), Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenAHeadAndAnEntry_ThenASignatureOfOneNeverPassesForTheOther()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        await portal.WriteHeadsAsync();
        var entry = Assert.Single(await portal.EntriesAsync());

        // The entry's own hash, put where the signature belongs.
        var line = await File.ReadAllTextAsync(portal.HeadsFile(), Cancel);
        var mac = line.IndexOf("\"mac\":\"", StringComparison.Ordinal) + 7;
        await File.WriteAllTextAsync(portal.HeadsFile(), line[..mac] + entry.EntryHash + "\"}\n", Cancel);

        Assert.Equal(AuditFaultKind.HeadsFile, (await portal.OnlyFaultAsync()).Kind);
    }

    /// <summary>What each write left is the file of a day of its own; on each a portal writes on.</summary>
    private static async Task BreakOffAsync(TestPortal portal, string firstFile, IEnumerable<byte[]> allLeft)
    {
        File.Delete(firstFile);
        var days = allLeft.Select((left, day) => (Left: left, At: portal.Time.GetUtcNow().AddDays(day))).ToList();
        foreach (var (left, at) in days)
            await File.WriteAllBytesAsync(FileOf(at), left, Cancel);
        Assert.Empty((await portal.VerifyAsync()).Faults);

        foreach (var (_, at) in days)
            await portal.AppendHeadAsync(at);
        var (faults, healed) = await portal.VerifyAsync();

        Assert.Empty(faults);
        Assert.Null(healed.TornLine);
        Assert.True(healed.Heads >= 2 * days.Count, $"{healed.Heads} heads were read of {days.Count} files.");
        foreach (var (left, at) in days)
            Assert.Equal(left, (await File.ReadAllBytesAsync(FileOf(at), Cancel))[..left.Length]);

        string FileOf(DateTimeOffset at) => Path.Combine(portal.Folder, "audit", string.Create(CultureInfo.InvariantCulture, $"heads-{at:yyyy-MM-dd}.jsonl"));
    }

    private sealed class CountedCommands : DbCommandInterceptor
    {
        private int _count;

        public int Count => _count;

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }
    }
}
