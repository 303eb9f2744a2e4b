using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>What became of one uploaded file.</summary>
public enum IntakeKind
{
    /// <summary>New, and kept.</summary>
    Stored,

    /// <summary>The same content was already here: nothing changed, unless its stored file had to be mended.</summary>
    AlreadyHere,

    /// <summary>Its identity is taken by other content: kept aside for an administrator, never shown as a film.</summary>
    Conflict,

    /// <summary>Not kept; <see cref="IntakeOutcome.Refusal"/> says why.</summary>
    Refused,
}

/// <summary>One line of the upload page.</summary>
/// <param name="FileName">As uploaded; of a file in an archive "archive.zip/folder/file". For display only.</param>
/// <param name="Queued">It waits to be analysed (or has been, where it was already here).</param>
/// <param name="Study">Null where the file could not be read.</param>
/// <param name="Refusal">Why it was refused, conflicts, or is kept without being analysed (a lateral film, a CT slice).</param>
/// <param name="Sentence">What happened and what follows, for the reader.</param>
public sealed record IntakeOutcome(
    string FileName, IntakeKind Kind, bool Queued, StudyInstanceUid? Study, SopInstanceUid? Instance, Refusal? Refusal, string Sentence);
