using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Sites;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Audit.Verification;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Infrastructure.Tests.Support;

/// <summary>What is done to an audit record, by portals and by others.</summary>
internal static class AuditSteps
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<List<AuditEntryRow>> EntriesAsync(this TestPortal portal)
    {
        await using var db = portal.Db();
        return await db.AuditEntries.AsNoTracking().OrderBy(e => e.SiteId).ThenBy(e => e.Sequence).ToListAsync(Cancel);
    }

    public static async Task RecordAsync(this TestPortal portal, int entries, Actor? actor = null)
    {
        for (var i = 0; i < entries; i++)
            await portal.Get<AuditLog>().RecordAsync(actor ?? Actors.Administrator, new AuditFact(AuditAction.ListViewed) { Subject = $"list {i}" }, Cancel);
    }

    /// <summary>As the portal does every half second.</summary>
    public static Task WriteHeadsAsync(this TestPortal portal) => portal.Get<IEnumerable<IHostedService>>().OfType<AuditHeadsWriter>().Single().TryWriteAsync(Cancel);

    /// <summary>As a portal does that starts then.</summary>
    public static async Task AppendHeadAsync(this TestPortal portal, DateTimeOffset now)
    {
        var last = (await portal.EntriesAsync())[^1];
        await portal.Get<AuditHeadsFolder>().AppendAsync(
            [new AuditHead(last.SiteId, last.Sequence, last.EntryHash, now)], await portal.Get<AuditKeyFile>().OpenAsync(Cancel), now, Cancel);
    }

    public static string HeadsFile(this TestPortal portal) => Assert.Single(Directory.GetFiles(Path.Combine(portal.Folder, "audit"), "*.jsonl"));

    /// <summary>What who owns an SQLite file may do: the triggers stop nobody who can drop them.</summary>
    public static async Task TamperAsync(this TestPortal portal, params string[] statements)
    {
        await using var db = portal.Db();
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER IF EXISTS AuditEntries_NoUpdate; DROP TRIGGER IF EXISTS AuditEntries_NoDelete; DROP TRIGGER IF EXISTS AuditEntries_NoReplace", Cancel);
        foreach (var statement in statements)
            await db.Database.ExecuteSqlRawAsync(statement, Cancel);
    }

    public static async Task<(List<AuditFault> Faults, AuditVerification Verification)> VerifyAsync(this TestPortal portal)
    {
        var faults = new List<AuditFault>();
        var verification = await portal.Get<VerifyAudit>().RunAsync(
            fault =>
            {
                faults.Add(fault);
                return Task.CompletedTask;
            },
            (_, _) => { },
            Cancel);
        return (faults, verification);
    }

    public static async Task<AuditFault> OnlyFaultAsync(this TestPortal portal) => Assert.Single((await portal.VerifyAsync()).Faults);
}
