using OxiPortal.Infrastructure.Intake;

namespace OxiPortal.Portal.Upload;

/// <summary>What became of one uploaded file, as <c>POST /api/uploads</c> answers.</summary>
/// <param name="Kind">Stored, AlreadyHere, Conflict or Refused.</param>
/// <param name="Queued">It waits to be analysed, or has been.</param>
/// <param name="Code">Why it was refused, conflicts or is not analysed; for programs.</param>
/// <param name="Sentence">What happened and what follows.</param>
public sealed record UploadedFile(
    string FileName, string Kind, bool Queued, string? StudyInstanceUid, string? SopInstanceUid, string? Code, string Sentence)
{
    public static UploadedFile Of(IntakeOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new(
            outcome.FileName, outcome.Kind.ToString(), outcome.Queued, outcome.Study?.Value, outcome.Instance?.Value, outcome.Refusal?.Code, outcome.Sentence);
    }
}

/// <summary>The answer of <c>POST /api/uploads</c>: one entry a file, in order; a zip's files one each.</summary>
public sealed record UploadAnswer(IReadOnlyList<UploadedFile> Files);
