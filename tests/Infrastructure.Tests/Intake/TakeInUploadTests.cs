using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Dicom;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Infrastructure.Administration;
using OxiPortal.Infrastructure.Intake;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Tests.Support;
using OxiPortal.Infrastructure.Worklists;

namespace OxiPortal.Infrastructure.Tests.Intake;

public class TakeInUploadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAFrontalFilm_ThenItIsStoredAndQueuedAndItsFileIsTheOneUploaded(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        var bytes = film.ToBytes();

        var outcome = await portal.UploadAsync(bytes);

        Assert.Equal((IntakeKind.Stored, true), (outcome.Kind, outcome.Queued));
        Assert.Null(outcome.Refusal);
        var lease = await portal.Get<IAnalysisQueue>().LeaseAsync("worker", Cancel);
        Assert.Equal((film.InstanceUid(), film.StudyUid(), 1), (lease.Instance, lease.Study, lease.Attempt));
        await using var kept = await portal.Get<IInstanceFiles>().OpenAsync(lease.Site, lease.Instance, Cancel);
        var copy = new MemoryStream();
        await kept.CopyToAsync(copy, Cancel);
        Assert.Equal(bytes, copy.ToArray());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenTheSameContentAgain_EvenInAnotherWrapping_ThenItIsAlreadyHere(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        var rewrapped = DicomFile.Read(film.ToBytes());
        rewrapped.Dataset.AddOrUpdate(DicomTags.DataSetTrailingPadding, new byte[8]);

        var outcome = await portal.UploadAsync(rewrapped.ToBytes().ToArray());

        Assert.Equal((IntakeKind.AlreadyHere, true), (outcome.Kind, outcome.Queued));
        Assert.Single(Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task GivenAFilmWithAForeignPreamble_WhenTakenIn_ThenWhatIsKeptIsNoOtherKindOfFileAndItIsKnownAgainAndMended()
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm();
        var program = film.ToBytes().ToArray();
        "MZ#!/bin/sh"u8.CopyTo(program);

        var stored = await portal.UploadAsync(program);
        var again = await portal.UploadAsync(program);
        var plain = await portal.UploadAsync(film.ToBytes());
        var file = await BreakAsync(portal, missing: false);
        var mended = await portal.UploadAsync(program);

        Assert.Equal([IntakeKind.Stored, IntakeKind.AlreadyHere, IntakeKind.AlreadyHere, IntakeKind.AlreadyHere], new[] { stored.Kind, again.Kind, plain.Kind, mended.Kind });
        Assert.Contains("whole again", mended.Sentence, StringComparison.Ordinal);
        Assert.Equal(film.ToBytes(), await File.ReadAllBytesAsync(file, Cancel));
        Assert.Equal(Path.GetFileName(file), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(film.ToBytes())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenAFilmWhoseKeptFileIsDamagedOrMissing_WhenItIsSentAgain_ThenItIsWholeAgainAndThatIsSaidAndRecorded(bool missing)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        var file = await BreakAsync(portal, missing);

        var mended = await portal.UploadAsync(film.ToBytes());
        var again = await portal.UploadAsync(film.ToBytes());

        Assert.Equal(film.ToBytes(), await File.ReadAllBytesAsync(file, Cancel));
        Assert.Equal((IntakeKind.AlreadyHere, IntakeKind.AlreadyHere), (mended.Kind, again.Kind));
        Assert.Contains("whole again", mended.Sentence, StringComparison.Ordinal);
        Assert.Contains("nothing has changed", again.Sentence, StringComparison.Ordinal);
        await using var db = portal.Db();
        var entries = db.AuditEntries.Where(e => e.Action == AuditAction.InstanceStored && e.SopInstanceUid == film.Instance).OrderBy(e => e.Sequence).ToList();
        Assert.Equal([null, "sent again: its file was damaged or missing"], entries.Select(e => e.Detail));
        Assert.Equal(entries[0].PatientKey, entries[1].PatientKey);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenAFilmWhoseKeptFileIsDamagedOrMissing_WhenTheSameContentComesInOtherBytes_ThenTheyDoNotTakeItsPlaceAndTheSenderIsTold(bool missing)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        var file = await BreakAsync(portal, missing);
        var rewrapped = DicomFile.Read(film.ToBytes());
        rewrapped.Dataset.AddOrUpdate(DicomTags.DataSetTrailingPadding, new byte[8]);

        var outcome = await portal.UploadAsync(rewrapped.ToBytes().ToArray());

        Assert.Equal(IntakeKind.AlreadyHere, outcome.Kind);
        Assert.Contains("damaged or missing", outcome.Sentence, StringComparison.Ordinal);
        Assert.Equal(!missing, File.Exists(file));
        Assert.Equal(missing ? 0 : 1, Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenAFilmKeptWithItsPreambleByAnEarlierVersion_WhenItsFileIsLostAndItIsSentAgain_ThenItIsAsItWas(bool missing)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm();
        var (received, other) = (film.ToBytes().ToArray(), film.ToBytes().ToArray());
        "II*\0 a scanner's picture"u8.CopyTo(received);
        "MZ a program"u8.CopyTo(other);
        var file = await KeptByAnEarlierVersionAsync(portal, film, received);
        if (missing)
            File.Delete(file);
        else
            await File.WriteAllBytesAsync(file, [1, 2, 3], Cancel);

        // With none and with another preamble they are not the bytes on record: nothing is kept, and that is said.
        foreach (var foreign in (byte[][])[film.ToBytes(), other])
            Assert.Contains("is not the one that was received", (await portal.UploadAsync(foreign)).Sentence, StringComparison.Ordinal);
        Assert.Equal(!missing, File.Exists(file));
        var mended = await portal.UploadAsync(received);
        var again = await portal.UploadAsync(received);

        Assert.Contains("whole again", mended.Sentence, StringComparison.Ordinal);
        Assert.Contains("nothing has changed", again.Sentence, StringComparison.Ordinal);
        Assert.Equal(received, await File.ReadAllBytesAsync(file, Cancel));
        Assert.Single(Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories));
    }

    /// <summary>Taken in, then its file and its record as they were before preambles were nulled.</summary>
    /// <returns>The one kept file.</returns>
    private static async Task<string> KeptByAnEarlierVersionAsync(TestPortal portal, TestFilm film, byte[] received)
    {
        await portal.UploadAsync(film.ToBytes());
        File.Delete(Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories).Single());
        var key = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(received));
        await using var db = portal.Db();
        await db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.StorageKeyHash, key), Cancel);
        var file = Path.Combine(portal.Folder, "instances", key[..2], key[2..4], key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, received, Cancel);
        return file;
    }

    /// <returns>The one kept file.</returns>
    private static async Task<string> BreakAsync(TestPortal portal, bool missing)
    {
        var file = Directory.GetFiles(Path.Combine(portal.Folder, "instances"), "*", SearchOption.AllDirectories).Single();
        if (missing)
            File.Delete(file);
        else
            await File.WriteAllBytesAsync(file, [1, 2, 3], Cancel);
        return file;
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenTheSameFileFromManySidesAtOnce_ThenOneIsStoredAndTheOthersFindIt(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var bytes = new TestFilm().ToBytes();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => portal.UploadAsync(bytes))));

        Assert.Single(outcomes, o => o.Kind == IntakeKind.Stored);
        Assert.Equal(5, outcomes.Count(o => o.Kind == IntakeKind.AlreadyHere));
        await using var db = portal.Db();
        Assert.Equal((1, 1, 1, 1), (db.Instances.Count(), db.Studies.Count(), db.Patients.Count(), db.AnalysisJobs.Count()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenManyFilmsOfOneStudyAtOnce_ThenAllAreStoredInOneStudyAndOneSeries(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var first = new TestFilm();
        var films = Enumerable.Range(0, 8).Select(_ => new TestFilm { Study = first.Study, Series = first.Series, PatientId = first.PatientId }).ToList();

        var outcomes = await Task.WhenAll(films.Select(f => Task.Run(() => portal.UploadAsync(f.ToBytes()))));

        Assert.All(outcomes, o => Assert.Equal(IntakeKind.Stored, o.Kind));
        await using var db = portal.Db();
        Assert.Equal((8, 1, 1, 1), (db.Instances.Count(), db.Series.Count(), db.Studies.Count(), db.Patients.Count()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenTheSameUidWithOtherContent_ThenItIsQuarantinedAndTheFirstStaysAsItWas(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());
        var other = film with { Pixel = (_, _) => 7 };

        var outcome = await portal.UploadAsync(other.ToBytes(), "second.dcm");
        var again = await portal.UploadAsync(other.ToBytes(), "third.dcm");

        Assert.Equal((IntakeKind.Conflict, RefusalCodes.UidConflict), (outcome.Kind, outcome.Refusal!.Code));
        Assert.Equal(IntakeKind.Conflict, again.Kind);
        var conflict = Assert.Single(await portal.Get<ListConflicts>().RunAsync(Actors.Administrator, Cancel));
        Assert.Equal(("second.dcm", film.InstanceUid()), (conflict.FileName, conflict.Instance));
        await using var shown = await portal.Get<OpenInstance>().RunAsync(Actors.Radiologist, film.StudyUid(), film.InstanceUid(), Cancel);
        Assert.Equal(film.ToBytes().Length, shown!.Length);
        var kept = await DicomFile.ReadAsync(shown, cancel: Cancel);
        Assert.Equal(ContentHash.Compute(DicomFile.Read(film.ToBytes()).Dataset), ContentHash.Compute(kept.Dataset));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task GivenAStudyThatIsHereUnderAnotherPatient_ThenTheFileIsQuarantined(string database)
    {
        await using var portal = await TestPortal.StartAsync(database);
        var film = new TestFilm();
        await portal.UploadAsync(film.ToBytes());

        var outcome = await portal.UploadAsync(new TestFilm { Study = film.Study, PatientId = "somebody-else" }.ToBytes());

        Assert.Equal(IntakeKind.Conflict, outcome.Kind);
        Assert.Contains("another patient", outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GivenADatabaseThatAnotherProgramHolds_ThenTheSenderIsToldSo_NothingIsLeft_AndSendingAgainWorks()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseOptions.Sqlite, ("Database:BusySeconds", "1"));
        var film = new TestFilm().ToBytes();
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(portal.Folder, "oxiportal.db")};Pooling=false"))
        {
            await other.OpenAsync(Cancel);
            await using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN EXCLUSIVE";
            await hold.ExecuteNonQueryAsync(Cancel);
            var told = await Assert.ThrowsAsync<StorageFailedException>(() => portal.UploadAsync(film));
            Assert.Contains("another program holds its database", told.Message, StringComparison.Ordinal);
        }
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(portal.Folder, "incoming")));

        Assert.Equal(IntakeKind.Stored, (await portal.UploadAsync(film)).Kind);
    }

    [Theory]
    [InlineData("LL", "DX", SopClasses.DigitalXRayForPresentation, RefusalCodes.NotFrontal)]
    [InlineData("", "CT", "1.2.840.10008.5.1.4.1.1.2", RefusalCodes.NotARadiograph)]
    public async Task GivenALateralFilmOrACtSlice_ThenItIsStoredAndShownButNotQueued(string view, string modality, string sopClass, string code)
    {
        await using var portal = await TestPortal.StartAsync("Sqlite");
        var film = new TestFilm { ViewPosition = view, Modality = modality, SopClass = sopClass };

        var outcome = await portal.UploadAsync(film.ToBytes());

        Assert.Equal((IntakeKind.Stored, false, code), (outcome.Kind, outcome.Queued, outcome.Refusal!.Code));
        var instance = Assert.Single((await portal.OpenAsync(Actors.Radiologist, film.StudyUid())).Instances);
        Assert.Equal((AnalysisState.NotForAnalysis, code), (instance.State, instance.Refusal!.Code));
        await using var db = portal.Db();
        Assert.Empty(db.AnalysisJobs);
    }
}
