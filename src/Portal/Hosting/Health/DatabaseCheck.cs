using Microsoft.Extensions.Diagnostics.HealthChecks;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>The database answers, lacks no migration and lets this process write.</summary>
internal sealed class DatabaseCheck(DatabaseMigrations migrations, TimeProvider time) : QuickCheck(time)
{
    protected override async Task<HealthCheckResult> LookAsync(CancellationToken cancel)
    {
        try
        {
            await migrations.RequireCurrentAsync(cancel);
            await migrations.RequireWritableAsync(cancel);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer, is locked, or lacks migrations.", e);
        }
    }
}
