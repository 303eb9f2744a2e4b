namespace OxiPortal.Portal.Hosting;

/// <summary>Composes and runs the portal.</summary>
public static class PortalHost
{
}
