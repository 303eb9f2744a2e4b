namespace OxiPortal.Infrastructure.Audit;

/// <summary>Where a site's chain ended at that time.</summary>
/// <param name="Hash">Of the entry <paramref name="Sequence"/>.</param>
internal sealed record AuditHead(int Site, long Sequence, string Hash, DateTimeOffset At);
