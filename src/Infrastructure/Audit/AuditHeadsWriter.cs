using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>
/// Writes the end of each site's chain outside the database, signed: at start, within a second after entries were committed (by whatever process), and
/// at shutdown. It looks at the rows instead of listening, so that no way of committing can be forgotten.
/// </summary>
internal sealed partial class AuditHeadsWriter(WriteAuditHeads heads, TimeProvider time, ILogger<AuditHeadsWriter> log) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    private bool _failing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // Requests that were still answered have been recorded by now.
        await TryWriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often, time);
        try
        {
            do
                await TryWriteAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
    }

    internal async Task TryWriteAsync(CancellationToken cancel)
    {
        try
        {
            await heads.RunAsync(cancel);
            _failing = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the portal goes on. Logged once for all that follow: the next second comes soon.
            if (!_failing)
                LogFailed(log, e);
            _failing = true;
        }
    }

    [LoggerMessage(2102, LogLevel.Error, "The signed heads of the audit record cannot be written outside the database (Audit:HeadsFolder). It is tried again and again.")]
    private static partial void LogFailed(ILogger log, Exception e);
}
