namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>The secret behind a site's pseudonyms, protected by the host's data protection keys. One a site, for ever.</summary>
public sealed class ProjectKeyRow
{
    public int SiteId { get; set; }
    public byte[] ProtectedKey { get; set; } = [];
    public DateTimeOffset CreatedAt { get; set; }
}
