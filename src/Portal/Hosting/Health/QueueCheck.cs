using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OxiPortal.Infrastructure.Queue;
using OxiPortal.Portal.Observability;

namespace OxiPortal.Portal.Hosting.Health;

/// <summary>The work moves. Never worse than Degraded: readers can read while films wait.</summary>
internal sealed class QueueCheck(QueueWatch queue, WorkersSeen workers, IOptions<HealthOptions> options, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var look = await queue.LookAsync(cancellationToken).WaitAsync(AtMost, cancellationToken);
            return Problem(look.State) is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Degraded("The queue cannot be looked at.", e);
        }
    }

    private string? Problem(QueueState state)
    {
        var now = time.GetUtcNow();
        var silence = TimeSpan.FromMinutes(options.Value.SilentMinutes);
        var lapsed = state.InHand.Count(w => now - w.ExpiresAt > silence);
        if (lapsed > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{lapsed} leases ran out more than {silence.TotalMinutes} minutes ago, and nobody has taken the work.");
        if (state.WaitingJobs == 0)
            return null;
        // A service may work for another portal process on the same database: then a lease that holds shows it.
        var lastAsked = workers.Newest ?? _startedAt;
        if (state.OldestAge > silence && now - lastAsked > silence && state.InHand.Count == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{state.WaitingJobs} films wait, and no service has asked for work for {(now - lastAsked).TotalMinutes:F0} minutes.");
        return state.OldestAge > TimeSpan.FromMinutes(options.Value.OldestWaitingMinutes)
            ? string.Create(CultureInfo.InvariantCulture, $"The oldest of {state.WaitingJobs} waiting films has waited {state.OldestAge.TotalMinutes:F0} minutes.")
            : null;
    }
}
