namespace OxiPortal.Domain.Sites;

/// <summary>
/// Who a patient is: PatientID (0010,0020) within its issuer (0010,0021) within the site. An empty PatientID identifies nobody: such studies are
/// never linked to each other.
/// </summary>
public sealed record PatientIdentity(SiteId Site, string Issuer, string PatientId)
{
    public bool IdentifiesSomebody => !string.IsNullOrWhiteSpace(PatientId);

    /// <summary>
    /// Whether two headers may belong to one patient: same identity, and neither birth date nor sex contradict. A blank contradicts nothing.
    /// </summary>
    public static bool MayLink(
        PatientIdentity a, DateOnly? birthDateA, string? sexA, PatientIdentity b, DateOnly? birthDateB, string? sexB)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.IdentifiesSomebody && a == b
            && (birthDateA is null || birthDateB is null || birthDateA == birthDateB)
            && (string.IsNullOrWhiteSpace(sexA) || string.IsNullOrWhiteSpace(sexB) || string.Equals(sexA, sexB, StringComparison.OrdinalIgnoreCase));
    }
}
