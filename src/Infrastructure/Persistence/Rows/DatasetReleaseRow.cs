namespace OxiPortal.Infrastructure.Persistence.Rows;

public sealed class DatasetReleaseRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public string ReleaseVersion { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public Guid ByUserId { get; set; }
    public string By { get; set; } = "";
    public int Patients { get; set; }
    public int Images { get; set; }
    public int Annotations { get; set; }
    public int Rejected { get; set; }
    public string ZipHash { get; set; } = "";
}
