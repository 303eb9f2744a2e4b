namespace OxiPortal.Portal.Tests.Access;

/// <summary>Who is let in.</summary>
[Flags]
public enum Who
{
    Nobody = 0,
    Anonymous = 1,
    Radiologist = 2,
    QA = 4,
    Administrator = 8,
    SignedIn = Radiologist | QA | Administrator,

    /// <summary>A program whose token has the scope Inference, and that alone.</summary>
    InferenceService = 16,

    /// <summary>A program whose token has every scope but Inference and Metrics.</summary>
    OtherService = 32,

    /// <summary>A program whose token has the scope Metrics, and that alone.</summary>
    MetricsService = 64,
    Everyone = Anonymous | SignedIn | InferenceService | OtherService | MetricsService,
}

/// <summary>Every address of the portal and who may use it. A new one needs a row here.</summary>
internal static class AccessTable
{
    /// <summary>By method and route pattern, as the portal's own endpoints name them.</summary>
    public static IReadOnlyDictionary<string, Who> Rows { get; } = new Dictionary<string, Who>
    {
        // Signing in, and what tells machines that the portal lives.
        ["GET /account/login"] = Who.Everyone,
        ["POST /account/login"] = Who.Everyone,
        ["GET /account/setup"] = Who.Everyone,
        ["POST /account/setup"] = Who.Everyone,
        ["GET /account/denied"] = Who.Everyone,
        ["POST /account/denied"] = Who.Everyone,
        ["GET /error"] = Who.Everyone,
        ["POST /error"] = Who.Everyone,
        ["GET /not-found"] = Who.Everyone,
        ["POST /not-found"] = Who.Everyone,
        ["* /healthz/live"] = Who.Everyone,
        ["* /healthz/ready"] = Who.Everyone,

        // A file that is no static file: 404.
        ["GET /{**path:file}"] = Who.SignedIn,
        ["HEAD /{**path:file}"] = Who.SignedIn,

        // Anybody who is signed in.
        ["POST /account/logout"] = Who.SignedIn,
        ["GET /"] = Who.SignedIn,
        ["POST /"] = Who.SignedIn,
        ["* /_blazor/initializers/"] = Who.SignedIn,
        ["* /_blazor/negotiate"] = Who.SignedIn,
        ["* /_blazor"] = Who.SignedIn,
        ["* /_blazor/disconnect/"] = Who.SignedIn,
        ["GET /_framework/opaque-redirect"] = Who.SignedIn,

        // Readers.
        ["GET /worklist"] = Who.Radiologist,
        ["POST /worklist"] = Who.Radiologist,
        ["GET /studies/{Uid}"] = Who.Radiologist | Who.QA,
        ["POST /studies/{Uid}"] = Who.Radiologist | Who.QA,
        ["GET /dicomweb/studies/{study}/metadata"] = Who.Radiologist | Who.QA,
        ["GET /dicomweb/studies/{study}/series/{series}/metadata"] = Who.Radiologist | Who.QA,
        ["GET /dicomweb/studies/{study}/series/{series}/instances/{instance}/metadata"] = Who.Radiologist | Who.QA,
        ["GET /dicomweb/studies/{study}/series/{series}/instances/{instance}/frames/{frames}"] = Who.Radiologist | Who.QA,
        ["GET /api/films/{study}/{instance}/crop"] = Who.Radiologist | Who.QA,
        ["* /hubs/analysis/negotiate"] = Who.Radiologist | Who.QA,
        ["* /hubs/analysis"] = Who.Radiologist | Who.QA,

        // Those who bring films in.
        ["GET /upload"] = Who.Radiologist | Who.Administrator,
        ["POST /upload"] = Who.Radiologist | Who.Administrator,
        ["POST /api/uploads"] = Who.Radiologist | Who.Administrator,

        // Quality assurance.
        ["GET /qa"] = Who.QA,
        ["POST /qa"] = Who.QA,

        // Inference services, by their token: no person's cookie does.
        ["POST /api/inference/v1/lease"] = Who.InferenceService,
        ["GET /api/inference/v1/leases/{analysis}/{attempt}/instances/{instance}"] = Who.InferenceService,
        ["POST /api/inference/v1/leases/{analysis}/{attempt}/heartbeat"] = Who.InferenceService,
        ["POST /api/inference/v1/leases/{analysis}/{attempt}/events/{number}"] = Who.InferenceService,
        ["POST /api/inference/v1/leases/{analysis}/{attempt}/result"] = Who.InferenceService,
        ["POST /api/inference/v1/leases/{analysis}/{attempt}/failure"] = Who.InferenceService,
        ["POST /api/inference/v1/leases/{analysis}/{attempt}/return"] = Who.InferenceService,

        // Figures: for programs by their token, and for administrators.
        ["* /metrics"] = Who.Administrator | Who.MetricsService,

        // Administration.
        ["GET /admin/status"] = Who.Administrator,
        ["POST /admin/status"] = Who.Administrator,
        ["GET /admin/users"] = Who.Administrator,
        ["POST /admin/users"] = Who.Administrator,
        ["GET /admin/export"] = Who.Administrator,
        ["POST /admin/export"] = Who.Administrator,
        ["GET /admin/models"] = Who.Administrator,
        ["POST /admin/models"] = Who.Administrator,
        ["GET /admin/conflicts"] = Who.Administrator,
        ["POST /admin/conflicts"] = Who.Administrator,
        ["GET /admin/queue"] = Who.Administrator,
        ["POST /admin/queue"] = Who.Administrator,
        ["GET /admin/tokens"] = Who.Administrator,
        ["POST /admin/tokens"] = Who.Administrator,
        ["POST /api/exports"] = Who.Administrator,
    };

    /// <summary>By name: the hub's methods that a client may call.</summary>
    public static IReadOnlyDictionary<string, Who> HubMethods { get; } = new Dictionary<string, Who>
    {
        ["Watch"] = Who.Radiologist | Who.QA,
        ["Painted"] = Who.Radiologist | Who.QA,
    };
}
