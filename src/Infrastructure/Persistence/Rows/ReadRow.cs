using OxiPortal.Domain.Reading;

namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>One reader's interpretation of one study.</summary>
public sealed class ReadRow : IVersioned
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid StudyKey { get; set; }
    public StudyRow Study { get; set; } = null!;
    public Guid ReaderId { get; set; }
    public string ReaderName { get; set; } = "";
    public ReadState State { get; set; }
    public bool NothingMore { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? SubmittedAt { get; set; }
    public int Version { get; set; }
    public List<VerdictRow> Verdicts { get; } = [];
}
