using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>
/// Writes the end of each site's chain outside the database, signed: at start, within a second after entries were committed (by whatever process), and
/// at shutdown. It looks at the rows instead of listening, so that no way of committing can be forgotten.
/// </summary>
internal sealed partial class AuditHeadsWriter(
    AuditHeadsFolder folder, AuditKeyFile keys, IDbContextFactory<PortalDb> contexts, TimeProvider time, ILogger<AuditHeadsWriter> log) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<int, AuditHead> _written = [];
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
            await WriteAsync(cancel);
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

    private async Task WriteAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        var moved = new List<AuditHead>();
        foreach (var row in await db.AuditHeads.AsNoTracking().OrderBy(h => h.SiteId).ToListAsync(cancel))
        {
            var before = _written.GetValueOrDefault(row.SiteId);
            if (before?.Sequence == row.LastSequence && string.Equals(before.Hash, row.LastHash, StringComparison.Ordinal))
                continue;
            if (before?.Sequence >= row.LastSequence)
                LogMovedBack(log, row.SiteId, before.Sequence, row.LastSequence);
            moved.Add(new AuditHead(row.SiteId, row.LastSequence, row.LastHash, now));
        }
        if (moved.Count == 0)
            return;
        await folder.AppendAsync(moved, await keys.OpenAsync(cancel), now, cancel);
        foreach (var head in moved)
            _written[head.Site] = head;
    }

    [LoggerMessage(2102, LogLevel.Error, "The signed heads of the audit record cannot be written outside the database (Audit:HeadsFolder). It is tried again and again.")]
    private static partial void LogFailed(ILogger log, Exception e);

    [LoggerMessage(2103, LogLevel.Critical, "The audit record of site {Site} ended at entry {Before} and ends at entry {Now} now: it was changed. Run './oxi audit verify'.")]
    private static partial void LogMovedBack(ILogger log, int site, long before, long now);
}
