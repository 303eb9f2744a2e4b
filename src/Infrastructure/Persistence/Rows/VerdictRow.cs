using OxiPortal.Domain.Reading;

namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>Never changed: the one with the highest number of its tracking UID counts.</summary>
public sealed class VerdictRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public Guid ReadKey { get; set; }
    public ReadRow Read { get; set; } = null!;

    /// <summary>From 1 within the read, in the order given.</summary>
    public int Number { get; set; }
    public string TrackingUid { get; set; } = "";
    public VerdictKind Kind { get; set; }

    /// <summary>Takes back what was said about the tracking UID.</summary>
    public bool Withdrawn { get; set; }
    public Guid InstanceKey { get; set; }
    public InstanceRow Instance { get; set; } = null!;
    public string SopInstanceUid { get; set; } = "";
    public int Frame { get; set; }
    public int Rows { get; set; }
    public int Columns { get; set; }

    /// <summary>The whole film where the verdict is about the film.</summary>
    public double BoxX { get; set; }
    public double BoxY { get; set; }
    public double BoxWidth { get; set; }
    public double BoxHeight { get; set; }
    public string LabelCode { get; set; } = "";
    public string LabelScheme { get; set; } = "";
    public string LabelMeaning { get; set; } = "";
    public string? ReasonCode { get; set; }
    public string? Comment { get; set; }
    public Guid? AnalysisId { get; set; }
    public int? IrregularityId { get; set; }

    /// <summary>The model's: of the mark, or of the film where the verdict is about the film.</summary>
    public double? Score { get; set; }
    public Guid GivenByUserId { get; set; }
    public string GivenBy { get; set; } = "";
    public DateTimeOffset GivenAt { get; set; }
    public string DisplayedJson { get; set; } = "";
}
