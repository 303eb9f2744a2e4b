using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Intake;

public class PatientLinkingTests
{
    private static readonly TestFilm First = new() { PatientId = "4711", BirthDate = "19650412", Sex = "F" };

    public static TheoryData<string, string, string?, string?, string?, bool> Headers => new()
    {
        { "the same", "4711", null, "19650412", "F", true },
        { "blank birth date and sex", "4711", null, null, null, true },
        { "another birth date", "4711", null, "19650413", "F", false },
        { "another sex", "4711", null, "19650412", "M", false },
        { "another issuer", "4711", "other hospital", "19650412", "F", false },
        { "another id", "4712", null, "19650412", "F", false },
    };

    [Theory, MemberData(nameof(Headers))]
    public async Task GivenAnEarlierStudy_ThenTheNextIsLinkedOnlyIfNothingContradicts(
        string difference, string id, string? issuer, string? birthDate, string? sex, bool linked)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var next = new TestFilm { PatientId = id, Issuer = issuer, BirthDate = birthDate, Sex = sex };
        await portal.UploadAsync(First.ToBytes());
        await portal.UploadAsync(next.ToBytes());

        var priors = (await portal.OpenAsync(Actors.Radiologist, next.StudyUid())).Priors;

        Assert.True(linked == (priors.Count == 1), difference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task GivenAnEmptyPatientId_ThenEvenEqualHeadersAreNotLinked(string id)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var (a, b) = (new TestFilm { PatientId = id }, new TestFilm { PatientId = id });
        await portal.UploadAsync(a.ToBytes());
        await portal.UploadAsync(b.ToBytes());

        Assert.Empty((await portal.OpenAsync(Actors.Radiologist, b.StudyUid())).Priors);
        await using var db = portal.Db();
        Assert.Equal(2, db.Patients.Count());
    }

    [Fact]
    public async Task GivenTwoPeopleUnderOneId_ThenBothAreFlaggedAndABlankHeaderIsLinkedToNeither()
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var (other, blank) = (First with { BirthDate = "19991231" }, First with { BirthDate = null, Sex = null });
        await portal.UploadAsync(First.ToBytes());
        await portal.UploadAsync((other = Fresh(other)).ToBytes());
        await portal.UploadAsync((blank = Fresh(blank)).ToBytes());

        Assert.Empty((await portal.OpenAsync(Actors.Radiologist, blank.StudyUid())).Priors);
        await using var db = portal.Db();
        Assert.Equal([true, true, true], db.Patients.Select(p => p.LinkBlocked).ToList());
    }

    private static TestFilm Fresh(TestFilm film)
    {
        var uids = new TestFilm();
        return film with { Study = uids.Study, Series = uids.Series, Instance = uids.Instance };
    }
}
