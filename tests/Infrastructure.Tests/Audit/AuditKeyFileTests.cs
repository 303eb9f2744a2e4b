using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Audit;

public sealed class AuditKeyFileTests
{
    [Fact]
    public async Task GivenAFirstStart_ThenTheKeyIsMadeForTheOwnerAlone_AndARestartKeepsIt()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var key = await File.ReadAllBytesAsync(KeyOf(portal), TestContext.Current.CancellationToken);
        await portal.RecordAsync(1);

        await using var again = portal.Restart();
        await again.RecordAsync(1);

        Assert.Equal(32, key.Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyOf(portal)));
        Assert.Equal(key, await File.ReadAllBytesAsync(KeyOf(portal), TestContext.Current.CancellationToken));
        Assert.Empty((await again.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task GivenEntries_WhenTheKeyIsMissing_ThenTheStartIsRefusedAndNoNewKeyIsMade()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(1);
        File.Delete(KeyOf(portal));
        portal.LetGo();

        await using var again = portal.Restart();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(again.PrepareAsync);

        Assert.Contains("Audit:KeyFile", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyOf(portal)));
        await Assert.ThrowsAsync<InvalidOperationException>(again.VerifyAsync);
    }

    [Theory]
    [InlineData(32, "does not fit")]
    [InlineData(31, "damaged")]
    [InlineData(0, "damaged")]
    public async Task GivenEntries_WhenTheKeyIsAnotherOrDamaged_ThenTheStartSaysSo(int length, string said)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(5);
        await File.WriteAllBytesAsync(KeyOf(portal), new byte[length], TestContext.Current.CancellationToken);
        portal.LetGo();

        await using var again = portal.Restart();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(again.PrepareAsync);

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenTheRightKey_WhenOnlyTheNewestEntryWasEdited_ThenThePortalStartsAndVerifyTells()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(5);
        await portal.TamperAsync("UPDATE AuditEntries SET Origin = '10.1.1.1' WHERE Sequence = 5");
        portal.LetGo();

        await using var again = portal.Restart();
        await again.PrepareAsync();

        Assert.Equal(5, (await again.OnlyFaultAsync()).From);
    }

    [Fact]
    public async Task GivenAKeyFileElsewhere_ThenItIsMadeThere()
    {
        var folder = Directory.CreateTempSubdirectory("oxi-audit-key-");
        try
        {
            var elsewhere = Path.Combine(folder.FullName, "site.key");
            await using var portal = await TestPortal.StartAsync("Sqlite", ("Audit:KeyFile", elsewhere));

            Assert.True(File.Exists(elsewhere));
            Assert.False(File.Exists(KeyOf(portal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string KeyOf(TestPortal portal) => Path.Combine(portal.Folder, "keys", "audit.key");
}
