using OxiPortal.Domain.Sites;

namespace OxiPortal.Domain.Tests.Sites;

public sealed class PatientIdentityTests
{
    private static readonly DateOnly s_born = new(1950, 3, 1);
    private static readonly PatientIdentity s_patient = new(SiteId.Default, "HOSPITAL", "123");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void GivenAnEmptyPatientId_WhenLinked_ThenItLinksNothingNotEvenItsLike(string patientId)
    {
        var nobody = s_patient with { PatientId = patientId };

        Assert.False(nobody.IdentifiesSomebody);
        Assert.False(PatientIdentity.MayLink(nobody, s_born, "F", nobody, s_born, "F"));
    }

    [Fact]
    public void GivenOneIdentityAtAnotherSiteOrFromAnotherIssuer_WhenLinked_ThenItIsAnotherPatient()
    {
        Assert.False(PatientIdentity.MayLink(s_patient, s_born, "F", s_patient with { Site = new SiteId(2) }, s_born, "F"));
        Assert.False(PatientIdentity.MayLink(s_patient, s_born, "F", s_patient with { Issuer = "CLINIC" }, s_born, "F"));
        Assert.False(PatientIdentity.MayLink(s_patient, s_born, "F", s_patient with { PatientId = "124" }, s_born, "F"));
    }

    [Theory]
    [InlineData("1950-03-01", "F", true)]
    [InlineData("1950-03-01", "f", true)]
    [InlineData(null, "F", true)]
    [InlineData("1950-03-01", null, true)]
    [InlineData("1950-03-01", " ", true)]
    [InlineData("1951-03-01", "F", false)]
    [InlineData("1950-03-01", "M", false)]
    public void GivenOneIdentity_WhenLinked_ThenOnlyAContradictionForbidsIt(string? birthDate, string? sex, bool may)
    {
        var born = birthDate is null ? (DateOnly?)null : DateOnly.ParseExact(birthDate, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(may, PatientIdentity.MayLink(s_patient, s_born, "F", s_patient with { }, born, sex));
        Assert.Equal(may, PatientIdentity.MayLink(s_patient with { }, born, sex, s_patient, s_born, "F"));
    }
}
