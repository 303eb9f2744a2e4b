namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>A program's token. Only its hash is kept, and its first characters to recognise it by.</summary>
public sealed class ServiceTokenRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>Names of scopes with spaces between, as OAuth writes them (RFC 6749, 3.3).</summary>
    public string Scopes { get; set; } = "";

    public string TokenHash { get; set; } = "";
    public string TokenStart { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public Guid CreatedByUserId { get; set; }
    public string CreatedBy { get; set; } = "";
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public Guid? RevokedByUserId { get; set; }
    public string? RevokedBy { get; set; }
}
