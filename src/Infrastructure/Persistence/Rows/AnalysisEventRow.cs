namespace OxiPortal.Infrastructure.Persistence.Rows;

public sealed class AnalysisEventRow
{
    public int SiteId { get; set; }
    public Guid StudyKey { get; set; }
    public StudyRow Study { get; set; } = null!;
    public long Sequence { get; set; }
    public Guid AnalysisId { get; set; }
    public int Attempt { get; set; }
    public string SopInstanceUid { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public string Kind { get; set; } = "";
    public string PayloadJson { get; set; } = "";
}
