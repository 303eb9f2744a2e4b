using OxiPortal.Domain.Reading;

namespace OxiPortal.Infrastructure.Persistence.Rows;

/// <summary>Never changed: the highest revision of a tracking UID counts.</summary>
public sealed class TrainingLabelRow
{
    public Guid Id { get; set; }
    public int SiteId { get; set; }
    public string TrackingUid { get; set; } = "";

    /// <summary>From 1.</summary>
    public int Revision { get; set; }
    public Guid? SupersedesId { get; set; }
    public Guid ReadKey { get; set; }
    public ReadRow Read { get; set; } = null!;
    public Guid? VerdictKey { get; set; }
    public VerdictRow? Verdict { get; set; }
    public Guid InstanceKey { get; set; }
    public InstanceRow Instance { get; set; } = null!;
    public string SopInstanceUid { get; set; } = "";
    public int Frame { get; set; }
    public int Rows { get; set; }
    public int Columns { get; set; }

    /// <summary>All four are null for a label of the whole film.</summary>
    public double? BoxX { get; set; }
    public double? BoxY { get; set; }
    public double? BoxWidth { get; set; }
    public double? BoxHeight { get; set; }
    public string LabelCode { get; set; } = "";
    public string LabelScheme { get; set; } = "";
    public string LabelMeaning { get; set; } = "";

    /// <summary>Null for a label of the whole film.</summary>
    public VerdictKind? VerdictKind { get; set; }
    public ReviewDecision? Review { get; set; }
    public Guid? AnalysisId { get; set; }
    public int? IrregularityId { get; set; }
    public string Policy { get; set; } = "";
    public Guid GivenByUserId { get; set; }
    public string GivenBy { get; set; } = "";
    public DateTimeOffset GivenAt { get; set; }
    public string DisplayedJson { get; set; } = "";
}
