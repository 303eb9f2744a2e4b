using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using OxiPortal.Domain.Detection;
using OxiPortal.Infrastructure.Persistence.Rows;

namespace OxiPortal.Chaos.Tests;

/// <summary>A film whose file goes bad in the store after it was accepted: no service can ever decide about it.</summary>
internal sealed class DeadLetter(ChaosPortal portal, Sender sender, PortalRecord record, Ledger ledger)
{
    private const int UsualAttempts = 3;
    private static readonly TimeSpan GivenUpWithin = TimeSpan.FromMinutes(3);

    /// <summary>It ends as failed, with a sentence, after its attempts; the doctor names it and nothing else; nobody else's film is touched.</summary>
    public async Task RunAsync(ChaosFilm film)
    {
        await portal.StartImpatientAsync();
        var others = await OthersAsync(film);
        ledger.Send(film);
        await sender.UploadAsync([film], zipped: false, Round.Quiet(film.Round, films: 1, new Random(0)), new PhaseBell(Phase.Upload, int.MaxValue));
        Assert.Contains(film.Instance, ledger.Accepted.Keys);
        Damage(KeptFiles.PlaceOf(portal.Instances, film.Sha256));
        portal.StartServices();
        await GivenUpAsync(film);
        await portal.EndAsync();

        await using (var db = record.Open())
        {
            var instance = await db.Instances.AsNoTracking().SingleAsync(i => i.SopInstanceUid == film.Instance);
            Assert.False(string.IsNullOrWhiteSpace(instance.RefusalSentence), "A film that was given up has no sentence that says why.");
            Assert.Null(instance.CurrentAnalysisId);
            var job = await db.AnalysisJobs.AsNoTracking().SingleAsync(j => j.InstanceKey == instance.Id);
            Assert.Equal((JobState.Done, UsualAttempts), (job.State, job.Attempt));
        }
        Assert.Equal(others, await OthersAsync(film));
        var (exitCode, printed) = await portal.CommandAsync("doctor");
        Assert.Equal(1, exitCode);
        Assert.Contains($"damaged: {film.Instance} ({film.Sha256})", printed, StringComparison.Ordinal);
        Assert.Contains(" 1 fault.", printed, StringComparison.Ordinal);
        Assert.Equal(0, (await portal.CommandAsync("audit", "verify")).ExitCode);
    }

    /// <summary>As a failing disk would: one bit, the length as it was.</summary>
    private static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private async Task GivenUpAsync(ChaosFilm film)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            await using (var db = record.Open())
            {
                var state = await db.Instances.Where(i => i.SopInstanceUid == film.Instance).Select(i => i.State).SingleAsync();
                if (state == AnalysisState.Failed)
                    return;
                if (began.Elapsed > GivenUpWithin)
                    throw new InvalidOperationException($"A film whose file is damaged is {state} after {GivenUpWithin}; it should have failed.");
            }
            await Task.Delay(200);
        }
    }

    private async Task<List<string>> OthersAsync(ChaosFilm film)
    {
        await using var db = record.Open();
        var rows = await db.Instances.AsNoTracking().Where(i => i.SopInstanceUid != film.Instance).OrderBy(i => i.SopInstanceUid).ToListAsync();
        return [.. rows.Select(i => $"{i.SopInstanceUid} {i.State} {i.CurrentAnalysisId} {i.StorageKeyHash} {i.Version}")];
    }
}
