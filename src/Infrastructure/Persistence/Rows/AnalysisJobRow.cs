using OxiPortal.Domain.Detection;

namespace OxiPortal.Infrastructure.Persistence.Rows;

public enum JobState
{
    Waiting,
    Leased,
    Done,
}

/// <summary>One piece of the machines' work. Its id is the analysis's.</summary>
public sealed class AnalysisJobRow : IVersioned
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid StudyKey { get; set; }
    public StudyRow Study { get; set; } = null!;
    public Guid InstanceKey { get; set; }
    public InstanceRow Instance { get; set; } = null!;

    /// <summary>From 1 within the instance: a film that is analysed again, by other models, gets another job.</summary>
    public int Ordinal { get; set; } = 1;
    public JobState State { get; set; }
    public AnalysisPriority Priority { get; set; } = AnalysisPriority.Normal;

    /// <summary>0: never leased. The fencing token of the lease.</summary>
    public int Attempt { get; set; }
    public int AttemptsAllowed { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseExpiresAt { get; set; }

    /// <summary>When the newest attempt began; the time before is the queue's, the time after the service's.</summary>
    public DateTimeOffset? LeasedAt { get; set; }

    /// <summary>Not leased before: a failed attempt waits a little.</summary>
    public DateTimeOffset NotBefore { get; set; }
    public string? LastRefusalCode { get; set; }
    public string? LastRefusalSentence { get; set; }

    /// <summary>W3C trace context of what asked for the work ("00-...-...-01"): traces go on across processes.</summary>
    public string? TraceParent { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public int Version { get; set; }
}
