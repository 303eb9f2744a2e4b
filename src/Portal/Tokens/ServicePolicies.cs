namespace OxiPortal.Portal.Tokens;

/// <summary>Authorisation policies for programs: each asks for a service token of that scope. A signed-in person's cookie does not do.</summary>
public static class ServicePolicies
{
    public const string Inference = "service:inference";
}
