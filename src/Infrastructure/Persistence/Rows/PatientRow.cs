namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>A patient, as far as headers tell. Several rows share a <see cref="LinkKeyHash"/> where headers of one id contradict each other.</summary>
public sealed class PatientRow : IVersioned
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }

    /// <summary>SHA-256 of issuer and PatientID; of the study's UID where the id is empty, since that links nothing.</summary>
    public string LinkKeyHash { get; set; } = "";

    /// <summary>From 0, among the rows of one link key.</summary>
    public int Ordinal { get; set; }

    public string Issuer { get; set; } = "";
    public string PatientId { get; set; } = "";

    /// <summary>As in the header: "Doe^Jane".</summary>
    public string Name { get; set; } = "";
    public DateOnly? BirthDate { get; set; }
    public string? Sex { get; set; }

    /// <summary>Another row has the same id, but birth date or sex forbids taking the two for one person.</summary>
    public bool LinkBlocked { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
    public int Version { get; set; }
}
