using Microsoft.Extensions.Hosting;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Audit.Verification;
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
}
