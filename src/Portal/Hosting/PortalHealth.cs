using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Sites;
using OxiPortal.Portal.Hosting.Health;

namespace OxiPortal.Portal.Hosting;

/// <summary>
/// Whether the portal can do its work: <c>/healthz/ready</c>, 200 (Healthy, Degraded) or 503. <c>/healthz/live</c> only says that it answers.
/// </summary>
internal static class PortalHealth
{
    private const string Root = "/healthz";
    private const string Ready = "ready";

    public static void AddPortalHealth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HealthOptions>().Bind(configuration.GetSection(HealthOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HealthOptions>, HealthOptionsValidator>();
        // Each looks once for all who ask: so each is one.
        services.AddSingleton<DatabaseCheck>().AddSingleton<StoreCheck>().AddSingleton<ModelsCheck>().AddSingleton<QueueCheck>().AddSingleton<CodecsCheck>();
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", tags: [Ready])
            .AddCheck<StoreCheck>("store", tags: [Ready])
            .AddCheck<ModelsCheck>("models", tags: [Ready])
            .AddCheck<QueueCheck>("queue", tags: [Ready])
            .AddCheck<CodecsCheck>("codecs", tags: [Ready]);
    }

    /// <summary>Whether a request is for health: it must be answered without the database.</summary>
    public static bool IsAsked(PathString path) => path.StartsWithSegments(Root);

    public static void MapPortalHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks(Root + "/live", new() { Predicate = _ => false }).AllowAnonymous();
        endpoints.MapHealthChecks(Root + "/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync })
            .AllowAnonymous();
    }

    // Names and states only: whoever is no administrator learns nothing else.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status.ToString());
        return context.User.IsInRole(nameof(Role.Administrator))
            ? context.Response.WriteAsJsonAsync(new
            {
                status = report.Status.ToString(),
                checks,
                details = report.Entries.Where(e => e.Value.Description is not null).ToDictionary(e => e.Key, e => e.Value.Description),
            })
            : context.Response.WriteAsJsonAsync(new { status = report.Status.ToString(), checks });
    }
}
