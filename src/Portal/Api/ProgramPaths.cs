namespace OxiPortal.Portal.Api;

/// <summary>Addresses that programs ask: they get status codes and problem details, never pages or redirects to sign in.</summary>
public static class ProgramPaths
{
    private static readonly string[] All = ["/api", "/dicomweb", "/hubs", "/healthz", "/metrics", "/_blazor"];

    public static bool Include(PathString path) => Array.Exists(All, p => path.StartsWithSegments(p));
}
