using OxiPortal.Domain.Audit;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>What is to be recorded; who, from where and when are added by <see cref="AuditLog"/>. Never a patient's name and never free text of a reader.</summary>
public sealed record AuditFact(AuditAction Action)
{
    /// <summary>The patient row's own id.</summary>
    public Guid? PatientKey { get; init; }
    public string? StudyInstanceUid { get; init; }
    public string? SopInstanceUid { get; init; }

    /// <summary>What else it was about, at most 400 characters: an account's id, a token's name, a release's version.</summary>
    public string? Subject { get; init; }

    /// <summary>At most 1000 characters, in the product's own words.</summary>
    public string? Detail { get; init; }

    /// <summary>The same about that study, and that film of it where one is named.</summary>
    public AuditFact About(StudyRow study, string? sopInstanceUid = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        return this with { PatientKey = study.PatientKey, StudyInstanceUid = study.StudyInstanceUid, SopInstanceUid = sopInstanceUid };
    }
}
