using OxiPortal.Infrastructure.Audit.Verification;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Audit;

public sealed class TamperingTests
{
    private const int Length = 12;

    [Theory]
    [InlineData("UPDATE AuditEntries SET ActorName = 'Mallory' WHERE Sequence = 5", AuditFaultKind.Edited, 5, 5)]
    [InlineData("UPDATE AuditEntries SET ActorId = NULL WHERE Sequence = 5", AuditFaultKind.Edited, 5, 5)]
    [InlineData("UPDATE AuditEntries SET At = '2026-03-02 07:59:30' WHERE Sequence = 1", AuditFaultKind.Edited, 1, 1)]
    [InlineData("UPDATE AuditEntries SET At = 'yesterday' WHERE Sequence = 5", AuditFaultKind.Edited, 5, 5)]
    [InlineData("UPDATE AuditEntries SET Action = 'Nonsense' WHERE Sequence = 12", AuditFaultKind.Edited, 12, 12)]
    [InlineData("UPDATE AuditEntries SET Subject = '' WHERE Sequence = 5", AuditFaultKind.Edited, 5, 5)]
    [InlineData("UPDATE AuditEntries SET EntryHash = PreviousHash WHERE Sequence = 5", AuditFaultKind.Edited, 5, 5)]
    [InlineData("UPDATE AuditEntries SET PreviousHash = EntryHash WHERE Sequence = 5", AuditFaultKind.Edited, 5, 5)]
    [InlineData("UPDATE AuditEntries SET Origin = 'x' WHERE Sequence BETWEEN 4 AND 7", AuditFaultKind.Edited, 4, 7)]
    [InlineData("DELETE FROM AuditEntries WHERE Sequence = 5", AuditFaultKind.Missing, 5, 5)]
    [InlineData("DELETE FROM AuditEntries WHERE Sequence < 4", AuditFaultKind.Missing, 1, 3)]
    [InlineData("DELETE FROM AuditEntries WHERE Sequence > 9", AuditFaultKind.TailCut, 9, 12)]
    [InlineData("DELETE FROM AuditEntries", AuditFaultKind.TailCut, 0, 12)]
    [InlineData("UPDATE AuditHeads SET LastSequence = 11", AuditFaultKind.HeadRow, 12, 12)]
    [InlineData("UPDATE AuditHeads SET LastHash = '0'", AuditFaultKind.HeadRow, 12, 12)]
    [InlineData("DELETE FROM AuditHeads", AuditFaultKind.HeadRow, 12, 12)]
    public async Task GivenARecord_WhenItIsTamperedWith_ThenThatOneFaultIsFoundAndLocated(string statement, AuditFaultKind kind, long from, long to)
    {
        await using var portal = await RecordedAsync();
        await portal.TamperAsync(statement);

        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((kind, from, to), (fault.Kind, fault.From, fault.To));
    }

    [Fact]
    public async Task GivenTwoEntriesThatWereSwapped_ThenBothPlacesAreTold()
    {
        await using var portal = await RecordedAsync();
        await portal.TamperAsync(Move(4, -1), Move(9, 4), Move(-1, 9));

        var faults = (await portal.VerifyAsync()).Faults;

        Assert.Equal([(AuditFaultKind.OrderChanged, 4, 4), (AuditFaultKind.OrderChanged, 9, 9L)], faults.Select(f => (f.Kind, f.From, f.To)));
        Assert.Contains("written as entry 9", faults[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenADeletedEntry_WhenTheLaterOnesAreRenumberedToHideTheGap_ThenThatIsOneFault_AndTheHeadNamesTheLost()
    {
        await using var portal = await RecordedAsync();
        await portal.TamperAsync(["DELETE FROM AuditEntries WHERE Sequence = 5", .. Enumerable.Range(6, 7).Select(i => Move(i, i - 1))]);

        var faults = (await portal.VerifyAsync()).Faults;

        Assert.Equal([(AuditFaultKind.OrderChanged, 5, 11), (AuditFaultKind.TailCut, 11, 12L)], faults.Select(f => (f.Kind, f.From, f.To)));
        Assert.Contains("entries 6..12", faults[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenACutTailAndAHeadRowThatWasSetBack_ThenASignedHeadStillNamesWhatIsGone()
    {
        await using var portal = await RecordedAsync();
        await portal.WriteHeadsAsync();
        await CutAsync(portal, 9);

        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((AuditFaultKind.TailCut, 9, 12L), (fault.Kind, fault.From, fault.To));
        Assert.Contains("signed head of 2026-03-02", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenACutTailThatHasGrownAgain_ThenTheSignedHeadsTellBetweenWhichEntries()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(8);
        await portal.WriteHeadsAsync();
        await portal.RecordAsync(4);
        await portal.WriteHeadsAsync();
        await CutAsync(portal, 9);
        await portal.RecordAsync(10);

        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((AuditFaultKind.TailReplaced, 8, 12L), (fault.Kind, fault.From, fault.To));
    }

    [Fact]
    public async Task GivenAHeadRowWithAnotherHash_WhenTheChainGoesOnFromIt_ThenTheBreakIsLocated()
    {
        await using var portal = await RecordedAsync();
        await portal.TamperAsync($"UPDATE AuditHeads SET LastHash = '{new string('e', 64)}'");
        await portal.RecordAsync(3);

        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((AuditFaultKind.ChainBroken, 13L), (fault.Kind, fault.From));
    }

    [Fact]
    public async Task GivenAWholeChainAndItsHeadRowGone_ThenTheSignedHeadsTell()
    {
        await using var portal = await RecordedAsync();
        await portal.WriteHeadsAsync();
        await portal.TamperAsync("DELETE FROM AuditEntries", "DELETE FROM AuditHeads");

        var fault = await portal.OnlyFaultAsync();

        Assert.Equal((AuditFaultKind.TailCut, 0, 12L), (fault.Kind, fault.From, fault.To));
    }

    [Fact]
    public async Task GivenARecordUntouched_ThenItIsWhole_AlsoWhenItGrowsMeanwhile()
    {
        await using var portal = await RecordedAsync();
        await portal.WriteHeadsAsync();
        var grown = Task.Run(() => portal.RecordAsync(50), TestContext.Current.CancellationToken);

        for (var i = 0; i < 10; i++)
            Assert.Empty((await portal.VerifyAsync()).Faults);
        await grown;

        var (faults, verification) = await portal.VerifyAsync();
        Assert.Empty(faults);
        Assert.Equal((62, 62, 1L), (verification.Entries, verification.Fitting, verification.Heads));
    }

    private static async Task<TestPortal> RecordedAsync()
    {
        var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(Length);
        return portal;
    }

    private static Task CutAsync(TestPortal portal, int last) => portal.TamperAsync(
        $"DELETE FROM AuditEntries WHERE Sequence > {last}",
        $"UPDATE AuditHeads SET LastSequence = {last}, LastHash = (SELECT EntryHash FROM AuditEntries WHERE Sequence = {last})");

    private static string Move(int from, int to) => $"UPDATE AuditEntries SET Sequence = {to} WHERE Sequence = {from}";
}
