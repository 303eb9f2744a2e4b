namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>The first administrator's invitation. Only the token's hash is kept.</summary>
public sealed class SetupTokenRow : IVersioned
{
    public int SiteId { get; set; }
    public string TokenHash { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }
    public int Version { get; set; }
}
