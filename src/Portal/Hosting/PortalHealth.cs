using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OxiPortal.Domain.Imaging;
using OxiPortal.Inference.Models;
using OxiPortal.Inference.Service;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Portal.Hosting;

/// <summary>Whether the portal can do its work: <c>/healthz/ready</c>. <c>/healthz/live</c> only says that it answers.</summary>
internal static class PortalHealth
{
    private const string Ready = "ready";

    public static void AddPortalHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseCheck>("database", tags: [Ready])
        .AddCheck<StoreCheck>("store", tags: [Ready])
        .AddCheck<ModelsCheck>("models", tags: [Ready]);

    public static void MapPortalHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz/live", new() { Predicate = _ => false }).AllowAnonymous();
        endpoints.MapHealthChecks("/healthz/ready", new() { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // Names and states only: whoever is not signed in learns nothing else.
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Status.ToString()),
    });

    private sealed class DatabaseCheck(DatabaseMigrations migrations) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await migrations.RequireCurrentAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy("The database does not answer, or lacks migrations.", e);
            }
        }
    }

    private sealed class StoreCheck(IInstanceStore store) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await store.CheckAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (StoreAwayException e)
            {
                return HealthCheckResult.Unhealthy("The store cannot be written.", e);
            }
        }
    }

    private sealed class ModelsCheck(IOptions<InferenceOptions> options) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var missing = new[] { LoadedModels.RegionsCard, LoadedModels.IrregularitiesCard }
                .Where(card => !File.Exists(Path.Combine(options.Value.Models, card))).ToList();
            return Task.FromResult(missing.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"There is no {string.Join(", no ", missing)} in the models' folder."));
        }
    }
}
