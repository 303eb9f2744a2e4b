using Microsoft.Extensions.Diagnostics.HealthChecks;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>A check that answers within two seconds whatever it looks at, and looks once for all who ask at a time.</summary>
internal abstract class QuickCheck : IHealthCheck
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    private readonly Glance<HealthCheckResult> _glance;

    /// <param name="time">For how long what was seen is good.</param>
    /// <param name="fresh">Null: two seconds.</param>
    protected QuickCheck(TimeProvider time, TimeSpan? fresh = null) => _glance = new(LookAsync, fresh ?? TimeSpan.FromSeconds(2), time);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _glance.AskAsync(AtMost, cancellationToken);
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"No answer within {AtMost.TotalSeconds:F0} s.");
        }
    }

    protected abstract Task<HealthCheckResult> LookAsync(CancellationToken cancel);
}
