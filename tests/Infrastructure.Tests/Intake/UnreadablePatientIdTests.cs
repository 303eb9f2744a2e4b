using System.Text;
using OxiPortal.Infrastructure.Tests.Support;

namespace OxiPortal.Infrastructure.Tests.Intake;

public class UnreadablePatientIdTests
{
    private static readonly TestFilm WithMarkedId = new() { PatientId = "~1", Issuer = "clinic" };
    private static readonly TestFilm WithMarkedIssuer = new() { PatientId = "4711", Issuer = "~ clinic" };

    [Theory]
    [InlineData("id")]
    [InlineData("issuer")]
    public async Task GivenLettersOutsideTheCharacterSet_WhenTwoIdsReadAlike_ThenTheyArePatientsOfTheirOwn(string where)
    {
        await using var portal = await TestPortal.StartAsync(Databases.Chosen);
        var first = where == "id" ? WithMarkedId : WithMarkedIssuer;
        var uids = new TestFilm();
        var second = first with { Study = uids.Study, Series = uids.Series, Instance = uids.Instance };
        // "Ä" and "Ö" in Latin-1, without a Specific Character Set to say so.
        await portal.UploadAsync(Marked(first, 0xC4));
        await portal.UploadAsync(Marked(second, 0xD6));

        Assert.Empty((await portal.OpenAsync(Actors.Radiologist, second.StudyUid())).Priors);
        await using var db = portal.Db();
        Assert.Equal(2, db.Patients.Count());
    }

    private static byte[] Marked(TestFilm film, byte letter)
    {
        var bytes = film.ToBytes();
        bytes[bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(film.PatientId.Contains('~', StringComparison.Ordinal) ? "~1" : "~ clinic"))] = letter;
        return bytes;
    }
}
