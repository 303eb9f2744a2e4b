using OxiPortal.Domain.Sites;

namespace OxiPortal.Domain.Tests.Sites;

public sealed class PatientAgeTests
{
    [Theory]
    [InlineData("1960-03-02", "2026-03-01", 65)]
    [InlineData("1960-03-02", "2026-03-02", 66)] // Born in a leap year: the day of the year is another.
    [InlineData("1965-03-02", "2024-03-01", 58)] // Studied in one.
    [InlineData("1965-12-31", "2024-12-31", 59)]
    [InlineData("2000-02-29", "2025-02-28", 24)]
    [InlineData("2000-02-29", "2025-03-01", 25)]
    [InlineData("2000-02-29", "2024-02-29", 24)]
    [InlineData("2026-03-01", "2026-03-01", 0)]
    public void GivenABirthday_WhenTheStudyIsMade_ThenTheAgeIsInWholeYears(string born, string on, int years) =>
        Assert.Equal(years, PatientAge.InYears(DateOnly.Parse(born, null), DateOnly.Parse(on, null)));

    [Fact]
    public void GivenAStudyBeforeTheBirthOrADateThatIsMissing_ThenThereIsNoAge()
    {
        var day = new DateOnly(2026, 3, 1);

        Assert.Null(PatientAge.InYears(day, day.AddDays(-1)));
        Assert.Null(PatientAge.InYears(null, day));
        Assert.Null(PatientAge.InYears(day, null));
    }
}
