namespace OxiPortal.Domain.Reading;

/// <summary>What QA made of a verdict.</summary>
public enum ReviewDecision
{
    Confirmed,
    Rejected,
}

/// <summary>QA's check of one verdict. Immutable: one a verdict.</summary>
public sealed record Review(VerdictId Verdict, ReviewDecision Decision, string? Comment, string ReviewedBy, DateTimeOffset ReviewedAt);
