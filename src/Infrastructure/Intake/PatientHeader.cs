using System.Security.Cryptography;
using System.Text;
using OxiPortal.Dicom;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>Who a header says the patient is.</summary>
/// <param name="LinkKey">SHA-256 of issuer and id; of the study's UID where the id is empty or has letters that could not be read.</param>
/// <param name="Sex">M, F, O or null.</param>
internal sealed record PatientHeader(PatientIdentity Identity, string LinkKey, string Name, DateOnly? BirthDate, string? Sex)
{
    public static PatientHeader Read(DicomDataset dataset, SiteId site, StudyInstanceUid study)
    {
        var identity = new PatientIdentity(
            site, dataset.GetString(DicomTags.IssuerOfPatientID)?.Trim() ?? "", dataset.GetString(DicomTags.PatientID)?.Trim() ?? "");
        var sex = dataset.GetString(DicomTags.PatientSex)?.Trim().ToUpperInvariant();
        return new PatientHeader(
            identity,
            Hash(identity.IdentifiesSomebody && IsLegible(identity) ? $"patient\n{identity.Issuer}\n{identity.PatientId}" : $"study\n{study}"),
            dataset.GetString(DicomTags.PatientName) ?? "",
            dataset.TryGetSingleValue<DateOnly>(DicomTags.PatientBirthDate, out var born) ? born : null,
            sex is "M" or "F" or "O" ? sex : null);
    }

    /// <summary>Cannot be the same person: another id, birth date or sex. A blank contradicts nothing.</summary>
    public bool Contradicts(PatientRow row) =>
        row.LinkKeyHash != LinkKey
        || (BirthDate is not null && row.BirthDate is not null && BirthDate != row.BirthDate)
        || (Sex is not null && row.Sex is not null && Sex != row.Sex);

    // Bytes outside the header's character set all read as U+FFFD: two people's ids may look the same.
    private static bool IsLegible(PatientIdentity identity) => !identity.PatientId.Contains('\uFFFD') && !identity.Issuer.Contains('\uFFFD');

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
