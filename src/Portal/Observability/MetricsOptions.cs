using OxiPortal.Portal.Hosting;

namespace OxiPortal.Portal.Observability;

/// <summary>Section <c>Metrics</c> of the configuration.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>Answer <c>GET /metrics</c> in Prometheus' format: to administrators, and to service tokens of the scope Metrics.</summary>
    public bool Prometheus { get; set; }

    /// <exception cref="PortalConfigurationException">A value cannot be; the message names the key.</exception>
    public static MetricsOptions Of(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[$"{Section}:{nameof(Prometheus)}"] switch
        {
            null or "" => new(),
            var text when bool.TryParse(text, out var prometheus) => new() { Prometheus = prometheus },
            var text => throw new PortalConfigurationException($"{Section}:{nameof(Prometheus)} is '{text}'; it must be true or false."),
        };
    }
}
