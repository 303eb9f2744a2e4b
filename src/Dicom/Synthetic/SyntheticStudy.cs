namespace OxiPortal.Dicom.Synthetic;

/// <summary>Whose invented film it is and when it was invented to be taken.</summary>
/// <param name="PatientName">"Demo^Ada".</param>
/// <param name="PatientId">"DEMO-001".</param>
/// <param name="BirthDate">Null: empty in the file.</param>
/// <param name="Sex">"F", "M", "O" or empty.</param>
/// <param name="Taken">Study, series and acquisition time, as written on the film.</param>
/// <param name="Description">"Chest PA".</param>
public sealed record SyntheticStudy(
    string PatientName, string PatientId, DateOnly? BirthDate, string Sex, DateTime Taken, string Description = "Chest PA")
{
    private static readonly string[] GivenFemale = ["Ada", "Berta", "Clara", "Dora", "Emma", "Frida", "Greta", "Hilda", "Ida", "Jutta"];
    private static readonly string[] GivenMale = ["Anton", "Bruno", "Carl", "David", "Emil", "Fritz", "Georg", "Hugo", "Ivan", "Jakob"];

    /// <summary>Enters into every UID: the same study has the same UIDs, another has others.</summary>
    public string UidSeed { get; init; } = $"{PatientId}/{Taken:yyyyMMddHHmmss}";

    /// <summary>An invented person for each number from 1, taken on consecutive mornings.</summary>
    public static SyntheticStudy Demo(int number)
    {
        var random = new Random(number);
        var female = number % 2 == 1;
        var given = (female ? GivenFemale : GivenMale)[number / 2 % 10];
        var series = number / 20 is var round and > 0 ? $"Demo{(char)('A' + (round - 1) % 26)}" : "Demo";
        return new SyntheticStudy(
            $"{series}^{given}", $"DEMO-{number:D3}", new DateOnly(1940 + random.Next(60), 1 + random.Next(12), 1 + random.Next(28)), female ? "F" : "M",
            new DateTime(2026, 1, 5, 7, 30, 0, DateTimeKind.Unspecified).AddDays(number).AddMinutes(random.Next(240)));
    }
}
