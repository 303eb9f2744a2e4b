using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OxiPortal.Infrastructure.Persistence;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>Writes the end of each site's chain outside the database, signed, where it has moved since this process last did. One call at a time.</summary>
public sealed partial class WriteAuditHeads(
    AuditHeadsFolder folder, AuditKeyFile keys, IDbContextFactory<PortalDb> contexts, TimeProvider time, ILogger<WriteAuditHeads> log)
{
    private readonly Dictionary<int, AuditHead> _written = [];

    /// <exception cref="IOException">The disk is full or gone, or another process writes at this moment.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public async Task RunAsync(CancellationToken cancel)
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

    [LoggerMessage(2103, LogLevel.Critical, "The audit record of site {Site} ended at entry {Before} and ends at entry {Now} now: it was changed. Run './oxi audit verify'.")]
    private static partial void LogMovedBack(ILogger log, int site, long before, long now);
}
