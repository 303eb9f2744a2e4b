namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>Where a site's audit chain ends. Whoever appends moves it under the row's version: no gap, no fork.</summary>
public sealed class AuditHeadRow : IVersioned
{
    public int SiteId { get; set; }
    public long LastSequence { get; set; }
    public string LastHash { get; set; } = "";
    public int Version { get; set; }
}
