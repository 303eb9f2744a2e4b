using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Exports;
using OxiPortal.Infrastructure.Identity;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence.Rows;
using OxiPortal.Infrastructure.Reading;
using OxiPortal.Infrastructure.ServiceTokens;
using OxiPortal.Infrastructure.Tests.Support;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.Audit;

/// <summary>Each act leaves the entries that it says, by whom, from where, about which patient; and nothing else.</summary>
public sealed class RecordedActsTests
{
    private const string Origin = "192.0.2.7";

    private static readonly Actor Reader = Actors.Radiologist with { Origin = Origin };
    private static readonly Actor Checker = Actors.QA with { Origin = Origin };
    private static readonly Actor Admin = Actors.Administrator with { Origin = Origin };

    public static TheoryData<string> Acts => [.. Table.Keys];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The act on a study that was analysed, judged and submitted by another reader; the entries; whether they are about the patient.</summary>
    private static readonly Dictionary<string, (Actor Who, Func<Scene, Task> Act, AuditAction[] Entries, bool Patient)> Table = new()
    {
        ["worklist"] = (Reader, s => s.Get<ListWorklist>().RunAsync(Reader, new WorklistFilter("Doe"), Cancel), [AuditAction.ListViewed], false),
        ["worklist that refreshes"] = (Reader, async s =>
        {
            for (var i = 0; i < 5; i++)
                await s.Get<ListWorklist>().RunAsync(Reader, new WorklistFilter(), Cancel);
        }, [AuditAction.ListViewed], false),
        ["worklist again after five minutes"] = (Reader, async s =>
        {
            await s.Get<ListWorklist>().RunAsync(Reader, new WorklistFilter(), Cancel);
            s.Portal.Time.Advance(TimeSpan.FromMinutes(5));
            await s.Get<ListWorklist>().RunAsync(Reader, new WorklistFilter(), Cancel);
        }, [AuditAction.ListViewed, AuditAction.ListViewed], false),
        ["reviews"] = (Checker, s => s.Get<ListReviews>().RunAsync(Checker, Cancel), [AuditAction.ListViewed], false),
        ["conflicts, whose file names may name patients"] = (Admin, s => s.Get<ListConflicts>().RunAsync(Admin, Cancel), [AuditAction.ListViewed], false),
        ["study"] = (Reader, s => s.Get<OpenStudy>().RunAsync(Reader, s.Study, Cancel), [AuditAction.StudyViewed], true),
        ["study that is not here"] = (Reader, s => s.Get<OpenStudy>().RunAsync(Reader, StudyInstanceUid.Parse("1.2.3"), Cancel), [], false),
        ["film"] = (Reader, s => s.OpenFilmAsync(Reader, headerOnly: false), [AuditAction.PixelsRead], true),
        ["film by many requests"] = (Reader, s => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => s.OpenFilmAsync(Reader, headerOnly: false))), [AuditAction.PixelsRead], true),
        ["film's header"] = (Reader, s => s.OpenFilmAsync(Reader, headerOnly: true), [AuditAction.StudyViewed], true),
        ["upload"] = (Reader, s => s.UploadAsync(Reader, new TestFilm()), [AuditAction.InstanceStored], true),
        ["upload of what is here"] = (Reader, s => s.UploadAsync(Reader, s.Film), [], false),
        ["upload of other content"] = (Reader, s => s.UploadAsync(Reader, s.Film with { Pixel = (_, _) => 7 }), [AuditAction.InstanceQuarantined], true),
        ["verdict"] = (Reader, s => s.JudgeAsync(Reader, 0), [AuditAction.VerdictGiven], true),
        ["verdict on what changed elsewhere"] = (Reader, s => s.JudgeAsync(Reader, 9), [], false),
        ["drawn finding, sent twice"] = (Reader, async s =>
        {
            var act = Guid.NewGuid();
            await s.DrawAsync(Reader, 0, act);
            await s.DrawAsync(Reader, 1, act);
        }, [AuditAction.VerdictGiven], true),
        ["withdrawn verdict"] = (Reader, async s =>
        {
            var saved = Assert.IsType<ReadOutcome.Saved>(await s.JudgeAsync(Reader, 0));
            await s.Get<WithdrawVerdict>().RunAsync(Reader, s.Study, saved.Verdict!.TrackingUid, saved.Read.Version, Cancel);
        }, [AuditAction.VerdictGiven, AuditAction.VerdictWithdrawn], true),
        ["submitted read"] = (Reader, async s =>
        {
            await s.JudgeAsync(Reader, 0);
            Assert.IsType<ReadOutcome.Saved>(await s.Get<SubmitRead>().RunAsync(Reader, s.Study, nothingMore: true, 1, Cancel));
        }, [AuditAction.VerdictGiven, AuditAction.ReadSubmitted], true),
        ["review"] = (Checker, s => s.Get<ReviewVerdict>().RunAsync(Checker, s.Verdict, ReviewDecision.Confirmed, "a comment", Cancel), [AuditAction.VerdictReviewed], true),
        ["export"] = (Admin, s => s.Get<ExportDataset>().RunAsync(Admin, true, new MemoryStream(), Cancel), [AuditAction.DatasetExported], false),
        ["new account"] = (Admin, s => s.NewUserAsync(Admin), [AuditAction.UserCreated], false),
        ["new account with a bad password"] = (Admin, s => s.Get<CreateUser>().RunAsync(Admin, "x@y.org", "X", "short", new HashSet<Role> { Role.QA }, Cancel), [], false),
        ["changed account"] = (Admin, async s =>
        {
            var user = await s.NewUserAsync(Admin);
            Assert.True((await s.Get<ChangeUser>().RunAsync(Admin, user, new HashSet<Role> { Role.Administrator }, disabled: false, Cancel)).Succeeded);
        }, [AuditAction.UserCreated, AuditAction.UserChanged], false),
        ["token"] = (Admin, async s =>
        {
            var issued = await s.Get<IssueServiceToken>().RunAsync(Admin, "GPU box", new HashSet<ServiceScope> { ServiceScope.Inference }, 90, Cancel);
            Assert.True(await s.Get<RevokeServiceToken>().RunAsync(Admin, issued.Id!.Value, Cancel));
            Assert.False(await s.Get<RevokeServiceToken>().RunAsync(Admin, issued.Id!.Value, Cancel));
        }, [AuditAction.TokenIssued, AuditAction.TokenRevoked], false),
    };

    [Theory, MemberData(nameof(Acts))]
    public async Task GivenAnAct_ThenItLeavesExactlyItsEntries(string act)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var scene = await Scene.SetAsync(portal);
        var before = (await portal.EntriesAsync()).Count;
        var (who, run, expected, aboutPatient) = Table[act];

        await run(scene);

        var entries = (await portal.EntriesAsync()).Skip(before).ToList();
        Assert.Equal(expected, entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.Equal((who.UserId, who.DisplayName, Origin), (e.ActorId, e.ActorName, e.Origin)));
        Assert.All(entries, e => Assert.Equal(aboutPatient, e.PatientKey is not null && e.StudyInstanceUid is not null));
        Assert.All(entries, NamesNobody);
        await portal.WriteHeadsAsync();
        Assert.Empty((await portal.VerifyAsync()).Faults);
    }

    [Fact]
    public async Task GivenAFirstAdministrator_ThenTheEntryNamesTheAccountAndTheAddress_AndAWrongTokenLeavesNone()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var token = await portal.Get<InviteFirstAdministrator>().RunAsync(Cancel);

        await portal.Get<SetUpFirstAdministrator>().RunAsync("guess", "a@b.org", "Ada", "correct-horse-battery", Origin, Cancel);
        var made = await portal.Get<SetUpFirstAdministrator>().RunAsync(token!, "a@b.org", "Ada", "correct-horse-battery", Origin, Cancel);

        var entries = await portal.EntriesAsync();
        Assert.Equal(2, entries.Count);
        Assert.Equal((AuditAction.SetupLinkMade, null, "portal", "portal"), (entries[0].Action, entries[0].ActorId, entries[0].ActorName, entries[0].Origin));
        var entry = entries[1];
        Assert.Equal((AuditAction.AdministratorSetUp, made.User!.Id, Origin), (entry.Action, entry.ActorId, entry.Origin));
    }

    [Fact]
    public async Task GivenTheDemosAccounts_ThenThePortalItselfIsNamed_AndALaterStartRecordsTheNewPasswords()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        await portal.Get<SeedDemoAccounts>().RunAsync(Cancel);
        await portal.Get<SeedDemoAccounts>().RunAsync(Cancel);

        var entries = await portal.EntriesAsync();
        Assert.All(entries, e => Assert.Equal((null, "portal", "portal"), (e.ActorId, e.ActorName, e.Origin)));
        Assert.Equal([.. Enumerable.Repeat(AuditAction.UserCreated, 3), .. Enumerable.Repeat(AuditAction.UserChanged, 3)], entries.Select(e => e.Action));
    }

    [Theory]
    [InlineData(nameof(ListWorklist))]
    [InlineData(nameof(ListReviews))]
    [InlineData(nameof(OpenStudy))]
    [InlineData(nameof(OpenInstance))]
    public async Task GivenARecordThatCannotBeWritten_ThenNothingIsShown_AndAsSoonAsItCanBeItIs(string useCase)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var scene = await Scene.SetAsync(portal);
        Func<Task> look = useCase switch
        {
            nameof(ListWorklist) => () => scene.Get<ListWorklist>().RunAsync(Reader, new WorklistFilter(), Cancel),
            nameof(ListReviews) => () => scene.Get<ListReviews>().RunAsync(Checker, Cancel),
            nameof(OpenStudy) => () => scene.Get<OpenStudy>().RunAsync(Reader, scene.Study, Cancel),
            _ => () => scene.OpenFilmAsync(Reader, headerOnly: false),
        };
        var before = (await portal.EntriesAsync()).Count;
        await portal.TamperAsync("CREATE TRIGGER Full BEFORE INSERT ON AuditEntries BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");

        await Assert.ThrowsAsync<AuditUnavailableException>(look);
        await Assert.ThrowsAsync<AuditUnavailableException>(look);
        await portal.TamperAsync("DROP TRIGGER Full");
        await look();

        Assert.Equal(before + 1, (await portal.EntriesAsync()).Count);
    }

    [Fact]
    public async Task GivenTheSamePersonAtTwoAddresses_ThenEachIsRecorded()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        foreach (var origin in new[] { "192.0.2.1", "192.0.2.2", "192.0.2.1" })
            await portal.Get<ListWorklist>().RunAsync(Reader with { Origin = origin }, new WorklistFilter(), Cancel);

        Assert.Equal(["192.0.2.1", "192.0.2.2"], (await portal.EntriesAsync()).Select(e => e.Origin));
    }

    [Fact]
    public async Task GivenRefusedTokens_ThenEachKnownOneAndEachAddressIsRecordedOnce_AndNeverTheToken()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var issued = await portal.Get<IssueServiceToken>().RunAsync(Admin, "GPU box", new HashSet<ServiceScope> { ServiceScope.Inference }, 1, Cancel);
        portal.Time.Advance(TimeSpan.FromDays(2));
        var before = (await portal.EntriesAsync()).Count;
        var refusals = portal.Get<AuditTokenRefusals>();

        for (var i = 0; i < 3; i++)
        {
            await refusals.RunAsync(issued.Token!, $"10.0.0.{i}", Cancel);
            await refusals.RunAsync(ServiceTokenText.New(), "10.0.0.9", Cancel);
            await refusals.RunAsync("my password", "10.0.0.9", Cancel);
        }

        var entries = (await portal.EntriesAsync()).Skip(before).ToList();
        Assert.Equal([(issued.Id, "GPU box", "expired", "10.0.0.0"), (null, "", "unknown", "10.0.0.9")], entries.Select(e => (e.ActorId, e.ActorName, e.Detail, e.Origin)));
        Assert.All(entries, e => Assert.DoesNotContain(issued.Token![4..12], $"{e.Subject} {e.Detail}", StringComparison.Ordinal));
    }

    private static void NamesNobody(AuditEntryRow entry)
    {
        var text = $"{entry.Subject}|{entry.Detail}";
        foreach (var secret in new[] { "Doe", "Jane", "PID-", "comment", ".dcm", "@" })
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A study with one mark, read and submitted by the second radiologist.</summary>
    private sealed record Scene(TestPortal Portal, TestFilm Film, AnalysisLease Lease, VerdictId Verdict)
    {
        public StudyInstanceUid Study => Lease.Study;

        public T Get<T>() where T : notnull => Portal.Get<T>();

        public static async Task<Scene> SetAsync(TestPortal portal)
        {
            var film = new TestFilm();
            var lease = await portal.AnalyseAsync(film, 0.9, Results.Nodule);
            var saved = await portal.JudgeAsync(Actors.SecondRadiologist, lease, 1, VerdictKind.Accepted);
            await portal.SubmitAsync(Actors.SecondRadiologist, lease.Study);
            return new Scene(portal, film, lease, saved.Verdict!.Id);
        }

        public async Task OpenFilmAsync(Actor actor, bool headerOnly)
        {
            var stream = await Get<OpenInstance>().RunAsync(actor, Study, Lease.Instance, Cancel, headerOnly);
            await stream!.DisposeAsync();
        }

        public Task<IReadOnlyList<IntakeOutcome>> UploadAsync(Actor actor, TestFilm film) =>
            Get<TakeInUpload>().RunAsync(actor, "Doe Jane.dcm", new MemoryStream(film.ToBytes()), Cancel);

        public Task<ReadOutcome> JudgeAsync(Actor reader, int version) => Get<GiveVerdict>().RunAsync(
            reader, new VerdictRequest(Study, Lease.AnalysisId, 1, VerdictKind.Accepted, null, null, null, "a comment", "{}", version), Cancel);

        public Task<ReadOutcome> DrawAsync(Actor reader, int version, Guid act) => Get<AddFinding>().RunAsync(
            reader, new FindingRequest(Study, Lease.Instance, 1, new ImageBox(1, 2, 9, 9), FindingLabels.Drawable[0], "a comment", null, "{}", version, act), Cancel);

        public async Task<Guid> NewUserAsync(Actor admin) =>
            (await Get<CreateUser>().RunAsync(admin, "new@site.org", "New", "correct-horse-battery", new HashSet<Role> { Role.Radiologist }, Cancel)).User!.Id;
    }
}
