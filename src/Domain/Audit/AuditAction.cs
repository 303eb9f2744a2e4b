namespace OxiPortal.Domain.Audit;

/// <summary>What is kept in the audit record. The names are stored: add, never rename.</summary>
public enum AuditAction
{
    SignedIn,
    SignInFailed,
    SignedOut,

    /// <summary>A worklist or list of patients was shown.</summary>
    ListViewed,
    StudyViewed,

    /// <summary>Pixels left the portal: to a viewer, a crop, an inference service.</summary>
    PixelsRead,
    InstanceStored,
    InstanceQuarantined,
    VerdictGiven,
    VerdictWithdrawn,
    ReadSubmitted,
    VerdictReviewed,
    AnalysisRequested,
    AnalysisCancelled,
    AnalysisPrioritised,
    DatasetExported,
    UserCreated,
    UserChanged,
    AdministratorSetUp,

    /// <summary>The portal made a link by which whoever holds it becomes the first administrator.</summary>
    SetupLinkMade,
    TokenIssued,
    TokenRevoked,
    TokenRefused,
}
