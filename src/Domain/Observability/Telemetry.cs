namespace OxiPortal.Domain.Observability;

/// <summary>
/// What traces and metrics are called, everywhere: see docs/observability.md. No attribute names a patient, a person, a DICOM UID, a file or a
/// network address; an analysis has its own id.
/// </summary>
public static class Telemetry
{
    public const string Meter = "OxiPortal";

    // Sources of spans, one a room.
    public const string Intake = "OxiPortal.Intake";
    public const string Queue = "OxiPortal.Queue";
    public const string Inference = "OxiPortal.Inference";
    public const string Hub = "OxiPortal.Hub";

    // Attributes of spans.
    public const string AnalysisTag = "oxiportal.analysis.id";
    public const string AttemptTag = "oxiportal.analysis.attempt";
    public const string OutcomeTag = "oxiportal.outcome";
    public const string KindTag = "oxiportal.event.kind";

    // Metrics that more than one place reads.
    public const string StageSeconds = "oxiportal.analysis.stage";
    public const string Outcomes = "oxiportal.analysis.outcomes";
    public const string StageKey = "stage";
    public const string OutcomeKey = "outcome";
    public const string TotalStage = "total";
    public const string CompletedOutcome = "completed";

    public static IReadOnlyList<string> Sources { get; } = [Intake, Queue, Inference, Hub];

    /// <summary>Bounds of every histogram, in seconds: from a decoded film to a night's backlog.</summary>
    public static IReadOnlyList<double> SecondsBounds { get; } = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600];
}
