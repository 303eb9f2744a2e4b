using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Imaging;

namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>One SOP instance, and where it stands with the machines (a projection of its job and latest analysis).</summary>
public sealed class InstanceRow : IVersioned
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid StudyKey { get; set; }
    public StudyRow Study { get; set; } = null!;
    public Guid SeriesKey { get; set; }
    public SeriesRow Series { get; set; } = null!;
    public string SopInstanceUid { get; set; } = "";
    public string SopClassUid { get; set; } = "";
    public string TransferSyntaxUid { get; set; } = "";

    /// <summary>Of the data set without group 0002: equal content, whoever sent it.</summary>
    public string ContentHash { get; set; } = "";

    /// <summary>Of the file's bytes: where the store keeps it.</summary>
    public string StorageKeyHash { get; set; } = "";
    public long ByteLength { get; set; }
    public int Rows { get; set; }
    public int Columns { get; set; }
    public int Frames { get; set; }
    public double? RowSpacingMm { get; set; }
    public double? ColumnSpacingMm { get; set; }
    public PixelSpacingSource? SpacingSource { get; set; }

    /// <summary>Patient Orientation (0020,0020), first and second value; null: unknown.</summary>
    public string? RowDirection { get; set; }
    public string? ColumnDirection { get; set; }
    public string? ViewPosition { get; set; }

    /// <summary>The header says that the pixels show identifying text (0028,0301): never exported.</summary>
    public bool BurnedInAnnotation { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }
    public Guid ReceivedFromUserId { get; set; }

    public AnalysisState State { get; set; }
    public string? RefusalCode { get; set; }
    public string? RefusalSentence { get; set; }
    public Guid? CurrentAnalysisId { get; set; }
    public double? AbnormalityScore { get; set; }

    /// <summary>The model's class of the highest scoring irregularity.</summary>
    public string? TopModelClass { get; set; }
    public int Version { get; set; }

    /// <summary>How far its job is. One that was analysed before stays so: it has an analysis to show, whatever the machines do to it again.</summary>
    public void Show(AnalysisState underWay)
    {
        if (CurrentAnalysisId is null)
            State = underWay;
    }
}
