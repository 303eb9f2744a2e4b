using System.Reflection;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OxiPortal.Domain.Observability;
using OxiPortal.Inference.Remote;
using OxiPortal.Portal.Tokens;

namespace OxiPortal.Portal.Observability;

/// <summary>
/// Exports traces and metrics where it is asked for: OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, <c>/metrics</c> where
/// <see cref="MetricsOptions.Prometheus"/> is. Where neither is, nothing is collected. See docs/observability.md.
/// </summary>
public static class PortalTelemetry
{
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string ScrapePath = "/metrics";

    // Asked all day long by machines, or open as long as a page is: no request of these is a story of its own.
    private static readonly string[] Untold = ["/healthz", ScrapePath, "/_blazor", "/_framework", "/hubs", InferenceWire.Root + "/lease"];

    /// <summary>As released, without the build's own suffix.</summary>
    public static string Version { get; } =
        typeof(PortalTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The portal's.</summary>
    public static void AddPortalTelemetry(this IServiceCollection services, IConfiguration configuration, MetricsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var otlp = HasCollector(configuration);
        if (otlp)
            services.AddOtlp("oxiportal");
        if (options.Prometheus)
            services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPortalMetrics().AddPrometheusExporter());
    }

    /// <summary>An inference service's that runs alone.</summary>
    public static void AddInferenceTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (HasCollector(configuration))
            services.AddOtlp("oxi-inference");
    }

    public static void MapPrometheus(this IEndpointRouteBuilder endpoints, MetricsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Prometheus)
            endpoints.MapPrometheusScrapingEndpoint(ScrapePath).RequireAuthorization(ServicePolicies.Metrics);
    }

    /// <summary>What is traced, and nothing of a patient in it: an exporter that is added after this gets what <see cref="KnownAttributes"/> lets through.</summary>
    public static TracerProviderBuilder AddPortalTraces(this TracerProviderBuilder traces) => traces
        .AddSource([.. Telemetry.Sources])
        .AddAspNetCoreInstrumentation(Configure)
        .AddHttpClientInstrumentation(http => http.FilterHttpRequestMessage = request => IsTold(request.RequestUri?.AbsolutePath))
        .AddProcessor(new KnownAttributes());

    public static MeterProviderBuilder AddPortalMetrics(this MeterProviderBuilder metrics) => metrics
        .AddMeter(Telemetry.Meter, "Microsoft.AspNetCore.Hosting", "System.Runtime");

    private static bool HasCollector(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[OtlpEndpoint]);

    private static void AddOtlp(this IServiceCollection services, string name) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(name, serviceVersion: Version))
        .WithTracing(traces => traces.AddPortalTraces().AddOtlpExporter())
        .WithMetrics(metrics => metrics.AddPortalMetrics().AddOtlpExporter());

    private static void Configure(AspNetCoreTraceInstrumentationOptions web)
    {
        web.Filter = context => IsTold(context.Request.Path.Value);
        web.RecordException = false;
    }

    private static bool IsTold(string? path) =>
        path is null || !Array.Exists(Untold, p => new PathString(path).StartsWithSegments(p));
}
