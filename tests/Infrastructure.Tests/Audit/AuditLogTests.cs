using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Audit;

public sealed class AuditLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenSeveralEntriesInOneSave_ThenTheyFollowEachOther_AndEachSiteHasAChainOfItsOwn(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var elsewhere = Actors.Administrator with { Site = new SiteId(2) };
        await using (var db = portal.Db())
        {
            db.Sites.Add(new SiteRow { SiteId = 2, Name = "Second" });
            foreach (var actor in new[] { Actors.Administrator, elsewhere, Actors.Administrator, Actors.Administrator })
                await portal.Get<AuditLog>().AppendAsync(db, actor, new AuditFact(AuditAction.UserChanged), Cancel);
            await db.SaveChangesAsync(Cancel);
        }
        await portal.RecordAsync(1);

        Assert.Equal([(1, 1), (1, 2), (1, 3), (1, 4), (2, 1L)], (await portal.EntriesAsync()).Select(e => (e.SiteId, e.Sequence)));
        Assert.Empty((await portal.VerifyAsync()).Faults);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAnEntry_WhenItIsChangedOrDeleted_ThenTheDatabaseRefuses(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        await portal.RecordAsync(2);

        await using var db = portal.Db();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.AuditEntries.ExecuteUpdateAsync(set => set.SetProperty(e => e.ActorName, "Mallory"), Cancel));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.AuditEntries.ExecuteDeleteAsync(Cancel));

        Assert.Empty((await portal.VerifyAsync()).Faults);
        Assert.Equal(2, (await portal.EntriesAsync()).Count);
    }

    [Theory]
    [InlineData("Sequence")]
    [InlineData("rowid")]
    public async Task GivenAnEntry_WhenAnotherIsPutInItsPlaceByReplacing_ThenTheDatabaseRefuses(string by)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        await portal.RecordAsync(2);
        const string Others = "At, Action, ActorName, Origin, PreviousHash, EntryHash";
        var insert = by == "rowid"
            ? $"INSERT OR REPLACE INTO AuditEntries (rowid, SiteId, Sequence, {Others}) SELECT rowid, SiteId, 9, {Others} FROM AuditEntries WHERE Sequence = 2"
            : $"INSERT OR REPLACE INTO AuditEntries (SiteId, Sequence, {Others}) SELECT SiteId, Sequence, {Others} FROM AuditEntries WHERE Sequence = 2";

        await using var db = portal.Db();
#pragma warning disable EF1002 // The statement is the test's own.
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => db.Database.ExecuteSqlRawAsync(insert, Cancel));
#pragma warning restore EF1002

        Assert.Empty((await portal.VerifyAsync()).Faults);
        Assert.Equal([1, 2L], (await portal.EntriesAsync()).Select(e => e.Sequence));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAnEntryWhosePlaceIsTaken_ThenTheRaceIsLostAndNotTheAct(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        await portal.RecordAsync(1);
        await using var db = portal.Db();
        var other = Assert.Single(await portal.EntriesAsync());
        other.EntryHash = new string('e', 64);
        db.AuditEntries.Add(other);

        var lost = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel));

        Assert.True(Conflicts.IsLostRace(lost));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenManyWritersAtOnce_ThenTheChainHasNeitherGapNorFork(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => portal.RecordAsync(5, Actors.With(Role.QA) with { DisplayName = $"Writer {i}" }), Cancel)));

        var entries = await portal.EntriesAsync();
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), entries.Select(e => e.Sequence));
        Assert.All(entries.GroupBy(e => e.ActorName), writer => Assert.Equal(5, writer.Count()));
        Assert.Empty((await portal.VerifyAsync()).Faults);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenTwoReadersWhoDecideAtOnceAgainAndAgain_ThenNoVerdictIsLostToTheOthersEntry(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule, Results.Opacity);

        // Each reader's own decisions follow each other; the readers, and others who look, do not wait for anybody.
        var readers = new[] { Actors.Radiologist, Actors.SecondRadiologist }.Select(reader => Task.Run(async () =>
        {
            for (var i = 0; i < 15; i++)
                await portal.JudgeAsync(reader, lease, i % 2 + 1, VerdictKind.Accepted);
        }, Cancel));
        await Task.WhenAll(readers.Append(Task.Run(() => portal.RecordAsync(60), Cancel)));

        await using var db = portal.Db();
        Assert.Equal(30, await db.Verdicts.CountAsync(Cancel));
        Assert.Equal(30, (await portal.EntriesAsync()).Count(e => e.Action == AuditAction.VerdictGiven));
        Assert.Empty((await portal.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task GivenTwoWindowsOfOneReader_WhenBothDecideAtOnce_ThenOneIsToldAndOnlyOneEntryIsKept()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);
        var version = (await portal.JudgeAsync(Actors.Radiologist, lease, 1, VerdictKind.Accepted)).Read.Version;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => portal.Get<GiveVerdict>().RunAsync(
            Actors.Radiologist,
            new VerdictRequest(lease.Study, lease.AnalysisId, 1, VerdictKind.Accepted, null, null, null, null, "{}", version), Cancel), Cancel)));

        Assert.Single(outcomes.OfType<ReadOutcome.Saved>());
        Assert.Single(outcomes.OfType<ReadOutcome.ChangedElsewhere>());
        Assert.Equal(2, (await portal.EntriesAsync()).Count(e => e.Action == AuditAction.VerdictGiven));
    }

    [Fact]
    public async Task GivenARecordThatCannotBeWritten_WhenAReaderDecides_ThenTheVerdictIsNotKeptEither()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var lease = await portal.AnalyseAsync(new TestFilm(), 0.9, Results.Nodule);
        var request = new VerdictRequest(lease.Study, lease.AnalysisId, 1, VerdictKind.Accepted, null, null, null, null, "{}", 0);
        await portal.TamperAsync("CREATE TRIGGER Full BEFORE INSERT ON AuditEntries BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");

        await Assert.ThrowsAsync<DbUpdateException>(() => portal.Get<GiveVerdict>().RunAsync(Actors.Radiologist, request, Cancel));
        await using (var db = portal.Db())
            Assert.Equal(0, await db.Verdicts.CountAsync(Cancel));

        await portal.TamperAsync("DROP TRIGGER Full");
        Assert.IsType<ReadOutcome.Saved>(await portal.Get<GiveVerdict>().RunAsync(Actors.Radiologist, request, Cancel));
    }

    [Fact]
    public async Task GivenTextsLongerThanTheColumns_ThenTheyAreCutAndTheEntryIsKept()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var actor = Actors.Administrator with { DisplayName = new string('n', 500), Origin = new string('o', 100) };

        await portal.Get<AuditLog>().RecordAsync(actor, new AuditFact(AuditAction.UserChanged) { Subject = new string('s', 999), Detail = new string('d', 3000) }, Cancel);

        var entry = Assert.Single(await portal.EntriesAsync());
        Assert.Equal((200, 64, 400, 1000), (entry.ActorName.Length, entry.Origin.Length, entry.Subject!.Length, entry.Detail!.Length));
        Assert.Empty((await portal.VerifyAsync()).Faults);
    }
}
