namespace OxiPortal.Infrastructure.Persistence.Rows;

public sealed class SeriesRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid StudyKey { get; set; }
    public StudyRow Study { get; set; } = null!;
    public string SeriesInstanceUid { get; set; } = "";
    public string? Modality { get; set; }
    public string? Description { get; set; }
}
