namespace OxiPortal.Domain.Detection;

/// <summary>Where an instance stands with the machines.</summary>
public enum AnalysisState
{
    /// <summary>Not a film that may be analysed (lateral, CT, ...): shown only.</summary>
    NotForAnalysis,

    /// <summary>In the queue.</summary>
    Waiting,

    /// <summary>A worker holds its lease.</summary>
    Running,

    Completed,

    /// <summary>The models refused the film: <see cref="Refusal"/> says why.</summary>
    Refused,

    /// <summary>It went wrong, and the attempts are used up.</summary>
    Failed,
}
