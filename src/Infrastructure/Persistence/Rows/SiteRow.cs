namespace OxiPortal.Infrastructure.Persistence.Rows;

public sealed class SiteRow
{
    public int SiteId { get; set; }
    public string Name { get; set; } = "";
}
