using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>
/// An entry as its columns hold it. The row's own class cannot be used to check it: an action that no version knows, or an id of the wrong length,
/// would fail to be read, and that is just what is looked for.
/// </summary>
internal sealed class StoredEntry
{
    public const string Columns =
        "SiteId, Sequence, At, Action, ActorId, ActorName, Origin, PatientKey, StudyInstanceUid, SopInstanceUid, Subject, Detail, PreviousHash, EntryHash";

    public int SiteId { get; set; }
    public long Sequence { get; set; }
    public DateTime At { get; set; }
    public string? Action { get; set; }
    public byte[]? ActorId { get; set; }
    public string? ActorName { get; set; }
    public string? Origin { get; set; }
    public byte[]? PatientKey { get; set; }
    public string? StudyInstanceUid { get; set; }
    public string? SopInstanceUid { get; set; }
    public string? Subject { get; set; }
    public string? Detail { get; set; }
    public string? PreviousHash { get; set; }
    public string? EntryHash { get; set; }

    public static StoredEntry Of(AuditEntryRow row) => new()
    {
        SiteId = row.SiteId,
        Sequence = row.Sequence,
        At = row.At.UtcDateTime,
        Action = row.Action.ToString(),
        ActorId = row.ActorId?.ToByteArray(bigEndian: true),
        ActorName = row.ActorName,
        Origin = row.Origin,
        PatientKey = row.PatientKey?.ToByteArray(bigEndian: true),
        StudyInstanceUid = row.StudyInstanceUid,
        SopInstanceUid = row.SopInstanceUid,
        Subject = row.Subject,
        Detail = row.Detail,
        PreviousHash = row.PreviousHash,
        EntryHash = row.EntryHash,
    };
}
