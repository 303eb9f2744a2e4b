using OxiPortal.Domain.Audit;

namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>One line of a site's audit chain. Triggers refuse to change or delete it.</summary>
public sealed class AuditEntryRow
{
    public int SiteId { get; set; }

    /// <summary>From 1, gapless within the site.</summary>
    public long Sequence { get; set; }
    public DateTimeOffset At { get; set; }
    public AuditAction Action { get; set; }

    /// <summary>The account's or the service token's id; null: nobody known (a sign-in that failed).</summary>
    public Guid? ActorId { get; set; }
    public string ActorName { get; set; } = "";

    /// <summary>The address that asked; "portal" for what it did by itself, "command" for the command line.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Which patient, by the row's own id: the log itself names nobody.</summary>
    public Guid? PatientKey { get; set; }
    public string? StudyInstanceUid { get; set; }
    public string? SopInstanceUid { get; set; }

    /// <summary>What else it was about: an account, a token's name, a release's version.</summary>
    public string? Subject { get; set; }
    public string? Detail { get; set; }

    /// <summary>The <see cref="EntryHash"/> of the entry before; of the first, 64 zeros.</summary>
    public string PreviousHash { get; set; } = "";

    /// <summary>HMAC-SHA-256 over everything above, lower-case hex; the key lies outside the database.</summary>
    public string EntryHash { get; set; } = "";
}
