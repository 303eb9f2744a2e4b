namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>A file whose identity is taken by other content. Kept, never shown as a film.</summary>
public sealed class ConflictRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public string StudyInstanceUid { get; set; } = "";
    public string SopInstanceUid { get; set; } = "";
    public string ContentHash { get; set; } = "";
    public string StorageKeyHash { get; set; } = "";
    public string FileName { get; set; } = "";
    public string Sentence { get; set; } = "";
    public Guid UploadedByUserId { get; set; }
    public string UploadedBy { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
