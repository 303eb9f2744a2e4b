using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Reading;

namespace OxiPortal.Infrastructure.Worklists;

/// <summary>A study as the study page shows it.</summary>
/// <param name="Priors">Other studies of the same patient, newest first. Empty where the header identifies nobody.</param>
/// <param name="MyRead">What the one who asks has decided so far.</param>
/// <param name="LastEventSequence">Watch from here to miss nothing.</param>
public sealed record StudyView(
    StudyInstanceUid Study,
    PatientView Patient,
    DateOnly? StudyDate,
    TimeOnly? StudyTime,
    string? Description,
    string? AccessionNumber,
    IReadOnlyList<InstanceView> Instances,
    IReadOnlyList<PriorStudy> Priors,
    ReadView MyRead,
    long LastEventSequence);

/// <param name="Name">As displayed: "Doe, Jane".</param>
/// <param name="Sex">M, F, O or null.</param>
public sealed record PatientView(string Name, string PatientId, string Issuer, DateOnly? BirthDate, string? Sex);

public sealed record PriorStudy(StudyInstanceUid Study, DateOnly? StudyDate, string? Description);

/// <summary>One instance of a study.</summary>
/// <param name="Orientation">From Patient Orientation; null: unknown, no side may be claimed.</param>
/// <param name="Refusal">Why it is not (or could not be) analysed; null where nothing is wrong.</param>
/// <param name="Analysis">The latest; null: none yet.</param>
public sealed record InstanceView(
    SeriesInstanceUid Series,
    SopInstanceUid Instance,
    string SopClassUid,
    string TransferSyntaxUid,
    string? ViewPosition,
    int Rows,
    int Columns,
    int Frames,
    PixelSpacing? Spacing,
    FilmOrientation? Orientation,
    AnalysisState State,
    Refusal? Refusal,
    AnalysisView? Analysis);

/// <summary>An analysis as kept.</summary>
public sealed record AnalysisView(AnalysisId Id, DateTimeOffset CompletedAt, AnalysisResult Result);

/// <summary>One reader's read of one study.</summary>
/// <param name="Version">Give it back with the next change: another window's change in between is then noticed. 0: no read yet.</param>
/// <param name="NothingMore">The reader said that the films hold nothing more to find.</param>
/// <param name="Verdicts">The latest about each place, oldest first; withdrawn ones left out.</param>
public sealed record ReadView(ReadState State, int Version, bool NothingMore, DateTimeOffset? SubmittedAt, IReadOnlyList<Verdict> Verdicts)
{
    public static ReadView None { get; } = new(ReadState.Unread, 0, false, null, []);
}
