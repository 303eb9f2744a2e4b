namespace OxiPortal.Infrastructure.Persistence.Rows;

public sealed class StudyRow : IVersioned
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid PatientKey { get; set; }
    public PatientRow Patient { get; set; } = null!;
    public string StudyInstanceUid { get; set; } = "";
    public DateOnly? StudyDate { get; set; }
    public TimeOnly? StudyTime { get; set; }
    public string? Description { get; set; }
    public string? AccessionNumber { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>The sequence of the newest analysis event. Whoever appends one moves this under the row's version: no gap, no double.</summary>
    public long LastEventSequence { get; set; }
    public int Version { get; set; }
    public List<InstanceRow> Instances { get; } = [];
    public List<ReadRow> Reads { get; } = [];
}
