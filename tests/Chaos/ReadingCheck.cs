using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Domain.Reading;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Chaos.Tests;

/// <summary>Holds verdicts, labels and releases against what the pages said. One sentence a fault.</summary>
internal sealed class ReadingCheck(PortalDb db, Ledger ledger)
{
    public async Task<List<string>> RunAsync() => [.. await VerdictsAsync(), .. await LabelsAsync(), .. await ReleasesAsync()];

    private async Task<List<string>> VerdictsAsync()
    {
        var problems = new List<string>();
        var rows = (await db.Verdicts.AsNoTracking().Include(v => v.Read).ThenInclude(r => r.Study).ToListAsync()).ToLookup(v => v.Read.Study.StudyInstanceUid);
        foreach (var confirmed in ledger.Verdicts)
        {
            var of = rows[confirmed.Study].ToList();
            if (confirmed.Mark is { } mark)
            {
                var (analysis, irregularity) = await MarkAsync(confirmed.Study, mark);
                of = of.FindAll(v => v.AnalysisId == analysis && v.IrregularityId == irregularity);
            }
            else
                of = of.FindAll(v => v.Comment == confirmed.Comment);
            if (of.MaxBy(v => v.Number) is not { } latest)
                problems.Add($"a confirmed verdict is gone: {confirmed}");
            else if (of.Select(v => v.TrackingUid).Distinct().Count() != 1)
                problems.Add($"a confirmed verdict is there {of.Count} times: {confirmed}");
            else if (latest.Withdrawn || latest.Kind != confirmed.Kind || latest.ReasonCode != confirmed.ReasonCode || !IsWithinOnePixel(latest, confirmed))
                problems.Add($"a confirmed verdict is another by now: {confirmed}, {latest.Kind} {latest.ReasonCode} {latest.BoxX},{latest.BoxY},{latest.BoxWidth},{latest.BoxHeight}");
        }
        problems.AddRange(rows.SelectMany(of => of.GroupBy(v => v.ReadKey))
            .Where(read => !read.Select(v => v.Number).Order().SequenceEqual(Enumerable.Range(1, read.Count())))
            .Select(read => $"the verdicts of read {read.Key} are numbered {string.Join(' ', read.Select(v => v.Number).Order())}"));
        return problems;
    }

    /// <summary>A submitted read has a label for each place that was judged and each film, and a draft has none.</summary>
    private async Task<List<string>> LabelsAsync()
    {
        var problems = new List<string>();
        var reads = await db.Reads.AsNoTracking().Include(r => r.Study).Include(r => r.Verdicts).ToListAsync();
        var labels = (await db.TrainingLabels.AsNoTracking().ToListAsync()).ToLookup(l => l.ReadKey);
        foreach (var (study, round) in ledger.Submitted)
        {
            if (!reads.Exists(r => r.Study.StudyInstanceUid == study && r is { State: ReadState.Submitted, NothingMore: true }))
                problems.Add($"the read of study {study}, submitted in round {round}, is not");
        }
        foreach (var read in reads)
        {
            var current = read.Verdicts.GroupBy(v => v.TrackingUid).Select(p => p.MaxBy(v => v.Number)!).Where(v => !v.Withdrawn).ToList();
            var expected = read.State == ReadState.Submitted ? current.Select(v => (Guid?)v.Id).Order().ToList() : [];
            if (!labels[read.Id].Select(l => l.VerdictKey).Order().SequenceEqual(expected))
                problems.Add($"the {read.State} read of study {read.Study.StudyInstanceUid} has {labels[read.Id].Count()} labels for {expected.Count} verdicts");
            if (read.State == ReadState.Submitted && read.NothingMore && current.Count(v => v.Kind == VerdictKind.FullyRead) != 1)
                problems.Add($"the submitted read of study {read.Study.StudyInstanceUid} does not say once that its film is fully read");
        }
        return problems;
    }

    private async Task<List<string>> ReleasesAsync()
    {
        var releases = await db.DatasetReleases.AsNoTracking().ToListAsync();
        var problems = ledger.Exports
            .Where(e => releases.Count(r => r.ZipHash == e.Sha256 && r.Images == e.Images) != 1)
            .Select(e => $"the export of round {e.Round} ({e.Images} films, {e.Sha256}) is not on record once")
            .ToList();
        var versions = releases.Select(r => int.Parse(r.ReleaseVersion, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        if (!versions.SequenceEqual(Enumerable.Range(1, versions.Count)))
            problems.Add($"the releases are numbered {string.Join(' ', versions)}");
        return problems;
    }

    private async Task<(Guid Analysis, int Irregularity)> MarkAsync(string study, int number)
    {
        var analysis = await db.Analyses.AsNoTracking().SingleAsync(a => a.Instance.Study.StudyInstanceUid == study && a.Instance.CurrentAnalysisId == a.Id);
        var result = JsonSerializer.Deserialize<AnalysisResult>(analysis.ResultJson, DetectionJson.Options)!;
        return (analysis.Id, result.Irregularities.OrderBy(i => i.Id).ElementAt(number - 1).Id);
    }

    private static bool IsWithinOnePixel(VerdictRow row, ConfirmedVerdict confirmed) => confirmed.Box is not { } box
        || (Math.Abs(row.BoxX - box.X) <= 1 && Math.Abs(row.BoxY - box.Y) <= 1
            && Math.Abs(row.BoxX + row.BoxWidth - box.X - box.Width) <= 1 && Math.Abs(row.BoxY + row.BoxHeight - box.Y - box.Height) <= 1);
}
