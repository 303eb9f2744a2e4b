using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Audit;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Chaos.Tests;

/// <summary>
/// Holds the audit record against what the users were told, and against the rows: whatever was done has its entry, once, about the right study and
/// film, and nothing is on record that was not done. One sentence a fault.
/// </summary>
internal sealed class AuditCheck(PortalDb db, Ledger ledger)
{
    public async Task<List<string>> RunAsync()
    {
        var entries = (await db.AuditEntries.AsNoTracking().ToListAsync()).ToLookup(e => e.Action);
        return [.. Told(entries), .. await FilmsAsync(entries), .. await VerdictsAsync(entries), .. await ReadsAsync(entries), .. await ExportsAsync(entries)];
    }

    private IEnumerable<string> Told(ILookup<AuditAction, AuditEntryRow> entries)
    {
        var stored = entries[AuditAction.InstanceStored].Select(Place).ToHashSet();
        var sent = ledger.Sent;
        foreach (var (instance, round) in ledger.Accepted.Where(a => !stored.Contains((sent[a.Key].Study, a.Key))))
            yield return $"the audit record does not know {sent[instance].Name}, accepted in round {round}";
        var aside = entries[AuditAction.InstanceQuarantined].Select(Place).ToHashSet();
        foreach (var ((instance, _), round) in ledger.Conflicts.Where(c => !aside.Contains((sent[c.Key.Instance].Study, c.Key.Instance))))
            yield return $"the audit record does not know what was set aside of {sent[instance].Name} in round {round}";
        var given = entries[AuditAction.VerdictGiven].ToLookup(e => e.StudyInstanceUid);
        foreach (var study in ledger.Verdicts.GroupBy(v => v.Study).Where(of => given[of.Key].Count() < of.Count()))
            yield return $"the audit record knows {given[study.Key].Count()} verdicts of study {study.Key}; {study.Count()} were confirmed";
        var submitted = entries[AuditAction.ReadSubmitted].Select(e => e.StudyInstanceUid).ToHashSet();
        foreach (var (study, round) in ledger.Submitted.Where(s => !submitted.Contains(s.Key)))
            yield return $"the audit record does not know the read of study {study}, submitted in round {round}";
    }

    private async Task<List<string>> FilmsAsync(ILookup<AuditAction, AuditEntryRow> entries)
    {
        var films = await db.Instances.AsNoTracking().Select(i => new { i.Study.StudyInstanceUid, i.SopInstanceUid, i.Study.PatientKey }).ToListAsync();
        return Compare(
            "films", films.Select(f => $"{f.StudyInstanceUid} {f.SopInstanceUid} {f.PatientKey}"),
            entries[AuditAction.InstanceStored].Select(e => $"{e.StudyInstanceUid} {e.SopInstanceUid} {e.PatientKey}"));
    }

    /// <summary>Those that a submission gives by itself are on record by it.</summary>
    private async Task<List<string>> VerdictsAsync(ILookup<AuditAction, AuditEntryRow> entries)
    {
        var verdicts = await db.Verdicts.AsNoTracking().Where(v => v.Kind != VerdictKind.FullyRead && !v.Withdrawn)
            .Select(v => new { v.Id, v.Read.Study.StudyInstanceUid, v.SopInstanceUid }).ToListAsync();
        return Compare(
            "verdicts", verdicts.Select(v => $"{v.StudyInstanceUid} {v.SopInstanceUid} {v.Id}"),
            entries[AuditAction.VerdictGiven].Select(e => $"{e.StudyInstanceUid} {e.SopInstanceUid} {e.Subject}"));
    }

    private async Task<List<string>> ReadsAsync(ILookup<AuditAction, AuditEntryRow> entries)
    {
        var reads = await db.Reads.AsNoTracking().Where(r => r.State == ReadState.Submitted).Select(r => new { r.Id, r.Study.StudyInstanceUid }).ToListAsync();
        return Compare(
            "submitted reads", reads.Select(r => $"{r.StudyInstanceUid} {r.Id}"), entries[AuditAction.ReadSubmitted].Select(e => $"{e.StudyInstanceUid} {e.Subject}"));
    }

    /// <summary>Also those that broke off: something of them has left. Which release a whole export was, its hash says.</summary>
    private async Task<List<string>> ExportsAsync(ILookup<AuditAction, AuditEntryRow> entries)
    {
        var releases = await db.DatasetReleases.AsNoTracking().ToListAsync();
        var recorded = entries[AuditAction.DatasetExported].Select(e => e.Subject!).ToList();
        var problems = Compare("exports", releases.Select(r => r.ReleaseVersion), recorded);
        problems.AddRange(ledger.Exports
            .Where(e => !releases.Exists(r => r.ZipHash == e.Sha256 && recorded.Contains(r.ReleaseVersion)))
            .Select(e => $"the audit record does not know the export of round {e.Round} ({e.Sha256})"));
        return problems;
    }

    private static List<string> Compare(string what, IEnumerable<string> done, IEnumerable<string> recorded)
    {
        var (left, entries) = (done.ToHashSet(), recorded.ToList());
        var known = entries.ToHashSet();
        return
        [
            .. left.Where(d => !known.Contains(d)).Select(d => $"{what}: {d} has no entry in the audit record"),
            .. entries.Where(e => !left.Contains(e)).Select(e => $"{what}: the audit record has an entry of {e}, which is not there"),
            .. entries.GroupBy(e => e).Where(e => e.Count() > 1).Select(e => $"{what}: {e.Key} has {e.Count()} entries in the audit record"),
        ];
    }

    private static (string?, string?) Place(AuditEntryRow entry) => (entry.StudyInstanceUid, entry.SopInstanceUid);
}
