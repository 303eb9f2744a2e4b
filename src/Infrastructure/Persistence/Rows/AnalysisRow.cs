namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>What one model set and pipeline version made of one instance. Never changed.</summary>
public sealed class AnalysisRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid InstanceKey { get; set; }
    public InstanceRow Instance { get; set; } = null!;
    public string ModelSetHash { get; set; } = "";
    public string PipelineVersion { get; set; } = "";
    public double AbnormalityScore { get; set; }
    public DateTimeOffset CompletedAt { get; set; }

    /// <summary>The result without its heat map.</summary>
    public string ResultJson { get; set; } = "";
    public byte[] Heat { get; set; } = [];
}
