using OxiPortal.Dicom.Text;

namespace OxiPortal.Infrastructure.Worklists;

internal static class PatientNames
{
    /// <summary>"Doe, Jane"; "(no name)" where the header has none.</summary>
    public static string Display(string? dicomName) => PersonName.Display(dicomName) is { Length: > 0 } name ? name : "(no name)";
}
