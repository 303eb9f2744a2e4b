using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Persistence;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Chaos.Tests;

/// <summary>Holds films, jobs, analyses and events against what the users were told and against each other. One sentence a fault.</summary>
internal sealed class RecordCheck(PortalDb db, Ledger ledger)
{
    /// <summary>What must hold at any moment.</summary>
    public async Task<List<string>> AtAnyMomentAsync() => [.. await FilmsAsync(), .. Events(await LoadAsync(false))];

    /// <summary>What must hold when all work is done.</summary>
    public async Task<List<string>> AtTheEndAsync() => [.. await FilmsAsync(), .. Events(await LoadAsync(true)), .. await AnalysesAsync()];

    /// <summary>Every accepted film once, with the very bytes that were accepted; every conflict once; nothing that nobody sent.</summary>
    private async Task<List<string>> FilmsAsync()
    {
        var problems = new List<string>();
        var kept = await db.Instances.AsNoTracking().Select(i => new { i.SopInstanceUid, i.StorageKeyHash }).ToListAsync();
        var sent = ledger.Sent;
        foreach (var twice in kept.GroupBy(i => i.SopInstanceUid).Where(g => g.Count() > 1))
            problems.Add($"{sent[twice.Key]} is on record {twice.Count()} times");
        var keys = kept.ToLookup(i => i.SopInstanceUid, i => i.StorageKeyHash);
        foreach (var (instance, round) in ledger.Accepted)
        {
            if (!keys[instance].Any())
                problems.Add($"{Name(sent[instance])}, accepted in round {round}, is not on record");
            else if (keys[instance].First() != sent[instance].Sha256)
                problems.Add($"{Name(sent[instance])}, accepted in round {round}, is on record with other content");
        }
        problems.AddRange(kept.Where(i => !sent.ContainsKey(i.SopInstanceUid)).Select(i => $"{i.SopInstanceUid} is on record, and nobody sent it"));

        var aside = await db.Conflicts.AsNoTracking().Select(c => new { c.SopInstanceUid, c.StorageKeyHash }).ToListAsync();
        foreach (var ((instance, sha256), round) in ledger.Conflicts)
        {
            if (aside.Count(c => (c.SopInstanceUid, c.StorageKeyHash) == (instance, sha256)) is var count and not 1)
                problems.Add($"what conflicts with {Name(sent[instance])} (round {round}) was set aside {count} times");
        }
        return problems;
    }

    /// <summary>Sequences without gap; nothing of an attempt after a later one began; nothing after the end.</summary>
    private static List<string> Events(List<Event> events)
    {
        var problems = new List<string>();
        foreach (var study in events.GroupBy(e => (e.Study, e.LastOfStudy)))
        {
            var sequences = study.Select(e => e.Sequence).ToList();
            if (!sequences.SequenceEqual(Enumerable.Range(1, sequences.Count).Select(n => (long)n)) || sequences.Count != study.Key.LastOfStudy)
                problems.Add($"the sequences of study {study.Key.Study} are {string.Join(' ', sequences)}, and its last is said to be {study.Key.LastOfStudy}");
        }
        foreach (var analysis in events.GroupBy(e => e.Analysis))
        {
            var (begun, ended) = (0, false);
            foreach (var e in analysis.OrderBy(e => e.Sequence))
            {
                var stale = e.Attempt < begun || ended || (e.Kind == nameof(AnalysisEvent.Started) && e.Attempt == begun);
                if (stale)
                    problems.Add($"analysis {analysis.Key}: {e.Kind} of attempt {e.Attempt} is stale: {string.Join(' ', analysis.Select(x => $"{x.Sequence}:{x.Kind}/{x.Attempt}"))}");
                if (e.Kind == nameof(AnalysisEvent.Started))
                    begun = Math.Max(begun, e.Attempt);
                ended |= e.Kind == nameof(AnalysisEvent.Completed) || e.Payload is AnalysisEvent.Failed { Final: true };
            }
        }
        return problems;
    }

    /// <summary>Each film has the one outcome that it must have, told once and whole.</summary>
    private async Task<List<string>> AnalysesAsync()
    {
        var problems = new List<string>();
        var instances = await db.Instances.AsNoTracking().ToListAsync();
        var jobs = (await db.AnalysisJobs.AsNoTracking().ToListAsync()).ToLookup(j => j.InstanceKey);
        var analyses = (await db.Analyses.AsNoTracking().ToListAsync()).ToLookup(a => a.InstanceKey);
        var events = (await LoadAsync(true)).ToLookup(e => e.Analysis);
        foreach (var instance in instances)
        {
            var film = ledger.Sent[instance.SopInstanceUid];
            void Check(bool holds, string what)
            {
                if (!holds)
                    problems.Add($"{Name(film)}: {what} (state {instance.State}, {instance.RefusalCode}: {instance.RefusalSentence})");
            }

            var expected = film.Fate switch
            {
                FilmFate.Analysed => AnalysisState.Completed,
                FilmFate.Refused => AnalysisState.Refused,
                _ => AnalysisState.NotForAnalysis,
            };
            Check(instance.State == expected, $"it should be {expected}");
            Check(jobs[instance.Id].Count() == (film.Fate == FilmFate.NotForAnalysis ? 0 : 1), $"it has {jobs[instance.Id].Count()} jobs");
            Check(analyses[instance.Id].Count() == (film.Fate == FilmFate.Analysed ? 1 : 0), $"it has {analyses[instance.Id].Count()} analyses");
            if (jobs[instance.Id].FirstOrDefault() is not { } job)
                continue;
            var told = events[job.Id].OrderBy(e => e.Sequence).ToList();
            Check(job.State == JobState.Done && job.LeaseExpiresAt is null, $"its job is {job.State}");
            Check(told.Count(e => e.Kind == nameof(AnalysisEvent.Completed) || e.Payload is AnalysisEvent.Failed { Final: true }) == 1, "it did not end exactly once");
            Check(told.Count > 0 && told[^1].Attempt == job.Attempt, "its end is not of its last attempt");
            if (film.Fate != FilmFate.Analysed || analyses[instance.Id].FirstOrDefault() is not { } analysis || told.Count == 0)
                continue;
            var result = JsonSerializer.Deserialize<AnalysisResult>(analysis.ResultJson, DetectionJson.Options)!;
            var scored = told.Where(e => e.Attempt == job.Attempt).Select(e => e.Payload).OfType<AnalysisEvent.SegmentScored>().ToList();
            Check(analysis.Id == job.Id && instance.CurrentAnalysisId == job.Id, "its analysis is not its job's");
            Check(told[^1].Payload is AnalysisEvent.Completed completed && completed.AbnormalityScore == result.AbnormalityScore, "what was told last is not what is kept");
            Check(scored.Select(s => s.Done).SequenceEqual(Enumerable.Range(1, result.Segments.Count)), $"of {result.Segments.Count} segments {scored.Count} were told");
            Check(scored.Select(s => s.Segment.Id).ToHashSet().SetEquals(result.Segments.Select(s => s.Id)), "the segments told are not those kept");
        }
        return problems;
    }

    private async Task<List<Event>> LoadAsync(bool payloads)
    {
        var rows = await db.AnalysisEvents.AsNoTracking().OrderBy(e => e.StudyKey).ThenBy(e => e.Sequence)
            .Select(e => new
            {
                e.Study.StudyInstanceUid,
                e.Study.LastEventSequence,
                e.Sequence,
                e.AnalysisId,
                e.Attempt,
                e.Kind,
                Payload = payloads || e.Kind == nameof(AnalysisEvent.Failed) ? e.PayloadJson : null,
            })
            .ToListAsync();
        return [.. rows.Select(r => new Event(
            r.StudyInstanceUid, r.LastEventSequence, r.Sequence, r.AnalysisId, r.Attempt, r.Kind,
            r.Payload is null ? null : JsonSerializer.Deserialize<AnalysisEvent>(r.Payload, DetectionJson.Options)))];
    }

    private static string Name(ChaosFilm film) => $"{film.Name} of round {film.Round}";

    private sealed record Event(string Study, long LastOfStudy, long Sequence, Guid Analysis, int Attempt, string Kind, AnalysisEvent? Payload);
}
