using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.Chaos.Tests;

/// <summary>
/// Real processes are killed at seeded moments of their work, the disk fills up, the database is locked: what a user was told is true afterwards.
/// OXIPORTAL_CHAOS_SEED and OXIPORTAL_CHAOS_ROUNDS choose the run: see CONTRIBUTING.md.
/// </summary>
public sealed class ChaosTests : IAsyncLifetime
{
    private const int UsualSeed = 20261123;
    private const int UsualRounds = 10;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMinutes(5);
    private readonly int _seed = Setting("OXIPORTAL_CHAOS_SEED", UsualSeed);
    private readonly int _rounds = Setting("OXIPORTAL_CHAOS_ROUNDS", UsualRounds);
    private readonly SmallDisk? _disk = SmallDisk.OfThisRun();
    private readonly Ledger _ledger = new();
    private readonly string _folder;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ChaosPortal? _portal;

    public ChaosTests() => _folder = _disk?.Folder is { } own
        ? Directory.CreateDirectory(Path.Combine(own, Guid.NewGuid().ToString("N"))).FullName
        : Directory.CreateTempSubdirectory("oxiportal-chaos-").FullName;

    public async ValueTask InitializeAsync()
    {
        Surroundings.RequireWhereExpected(_disk is not null, Browser.IsInstalled);
        if (Browser.IsInstalled)
            (_playwright, _browser) = await Browser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_portal is not null)
            await _portal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task WhateverIsKilledWhenever_NothingThatWasToldIsLost_AndNothingIsThereTwice()
    {
        var began = Stopwatch.GetTimestamp();
        ChaosRun? run = null;
        try
        {
            _portal = await ChaosPortal.PrepareAsync(_folder, new Random(_seed));
            await _portal.StartAsync();
            using var sender = await Sender.SignInAsync(_portal, _ledger);
            var desk = _browser is null ? null : new ReadingDesk(_browser, _portal, _ledger);
            if (desk is not null)
                await desk.SignInAsync();
            run = new ChaosRun(_seed, _folder, _disk, _portal, _ledger, sender, desk, Say);
            await run.PrepareAsync();
            await run.RunAsync(_rounds);
            await run.CalmDownAsync(DrainLimit);
            await EndsCleanAsync(sender);
            await using (var db = run.Record.Open())
                ChaosRun.Fail([.. await new RecordCheck(db, _ledger).AtTheEndAsync(), .. await new ReadingCheck(db, _ledger).RunAsync(), .. await new AuditCheck(db, _ledger).RunAsync(), .. await KeptFiles.CheckAsync(_portal.Instances)]);
            Assert.Equal("ok", await run.Record.IntegrityAsync());
            await CommandsAgreeAsync();
            ChaosRun.Fail(Floors.Missed(_ledger, run.Struck, diskCanBeFilled: _disk is not null, somebodyReads: desk is not null));
            await new DeadLetter(_portal, sender, run.Record, _ledger).RunAsync(run.FilmOfItsOwn());
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"Seed {_seed}, {run?.Now?.ToString() ?? "before the first round"}, of {_rounds}. Run again by OXIPORTAL_CHAOS_SEED={_seed} OXIPORTAL_CHAOS_ROUNDS={_rounds}.\n"
                + $"{e.Message}\nThe portal's last words:\n{Tail(_portal?.Printed)}", e);
        }
        Say($"note: chaos, seed {_seed}: {_rounds} rounds in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s: {run.Summary}. "
            + $"{_ledger.Accepted.Count} films, {_ledger.Conflicts.Count} conflicts, {_ledger.Verdicts.Count} verdicts, {_ledger.Submitted.Count} reads and {_ledger.Exports.Count} exports "
            + $"were confirmed, and all are there."
            + (_disk is null ? " No disk was filled: this needs a disk of the run's own, see tests/Chaos/on-small-disk." : "")
            + (_browser is null ? " Nothing was read: no Chromium is installed on this machine." : ""));
    }

    /// <summary>All end when asked to, leave nothing half-written, and start again without a word of complaint.</summary>
    private async Task EndsCleanAsync(Sender sender)
    {
        await _portal!.EndAsync();
        await _portal.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await sender.ReadyAsync());
        Assert.DoesNotContain("fail:", _portal.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("crit:", _portal.Printed, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_portal.Incoming));
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.part", SearchOption.AllDirectories));
        await _portal.EndAsync();
    }

    /// <summary>The product's own checks. A film that a kill took between its file and its record is an orphan within the doctor's hour of grace.</summary>
    private async Task CommandsAgreeAsync()
    {
        foreach (var check in new string[][] { ["doctor"], ["audit", "verify"] })
        {
            var (exitCode, printed) = await _portal!.CommandAsync(check);
            Assert.True(exitCode == 0, printed);
        }
    }

    private static string Tail(string? text) => text is null ? "" : string.Join('\n', text.Split('\n').TakeLast(25));

    // Progress of a run that may take a quarter of an hour.
    private static void Say(string line) => Console.WriteLine(line);

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture) : usual;
}
