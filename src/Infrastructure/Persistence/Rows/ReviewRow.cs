using OxiPortal.Domain.Reading;

namespace OxiPortal.Infrastructure.Persistence.Rows;

public sealed class ReviewRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid VerdictKey { get; set; }
    public VerdictRow Verdict { get; set; } = null!;
    public ReviewDecision Decision { get; set; }
    public string? Comment { get; set; }
    public Guid ReviewedByUserId { get; set; }
    public string ReviewedBy { get; set; } = "";
    public DateTimeOffset ReviewedAt { get; set; }
}
