using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;
using OxiPortal.Domain.Labels;
using OxiPortal.Domain.Reading;

namespace OxiPortal.Infrastructure.Worklists;

public enum WorklistGroup
{
    /// <summary>Waiting, failed or refused: nobody has the model's opinion yet, so it comes first.</summary>
    NeedsAttention,

    Analysed,
}

/// <summary>Which studies, by how far the one who asks is with them.</summary>
public enum ReadFilter
{
    All,

    /// <summary>Not submitted by them: untouched ones and drafts.</summary>
    ToRead,

    /// <summary>Submitted by them.</summary>
    Submitted,
}

/// <summary>What to show of the worklist.</summary>
/// <param name="Text">Part of a patient's name or id, an accession number or a description; null: all.</param>
/// <param name="Reads">As it stands with the one who asks.</param>
public sealed record WorklistFilter(string? Text = null, ReadFilter Reads = ReadFilter.All, int Skip = 0, int Take = WorklistFilter.Limit)
{
    /// <summary>As many studies as one page shows.</summary>
    public const int Limit = 500;
}

/// <summary>One study of the worklist.</summary>
/// <param name="PatientName">As displayed: "Doe, Jane"; "(no name)" where the header has none.</param>
/// <param name="Sex">M, F, O or null.</param>
/// <param name="State">Of the instance that needs attention most.</param>
/// <param name="AbnormalityScore">The highest of the study's instances, 0..1; null: none analysed.</param>
/// <param name="TopFinding">The label of the highest scoring irregularity; null: none.</param>
/// <param name="Failed">The films whose analysis went wrong: <see cref="Administration.RetryAnalysis"/> puts them into the queue again.</param>
/// <param name="Status">A sentence: what the study waits for, why it was refused, or what was found.</param>
public sealed record WorklistItem(
    StudyInstanceUid Study,
    string PatientName,
    string PatientId,
    DateOnly? BirthDate,
    string? Sex,
    DateOnly? StudyDate,
    TimeOnly? StudyTime,
    string? Description,
    string? AccessionNumber,
    int InstanceCount,
    WorklistGroup Group,
    AnalysisState State,
    double? AbnormalityScore,
    CodedConcept? TopFinding,
    IReadOnlyList<SopInstanceUid> Failed,
    string Status,
    ReadState MyRead,
    DateTimeOffset ReceivedAt);
