namespace OxiPortal.Portal.Hosting;

/// <summary>The portal cannot start as configured. The message names the key and says what to do.</summary>
public sealed class PortalConfigurationException : Exception
{
    public PortalConfigurationException(string message) : base(message)
    {
    }

    public PortalConfigurationException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public PortalConfigurationException()
    {
    }
}
