using System.Diagnostics;
using System.Net;
using OxiPortal.EndToEnd.Support;

namespace OxiPortal.Chaos.Tests;

/// <summary>The rounds of one seed: people and services at work, one fault a round, and after each round what must hold at any moment.</summary>
internal sealed class ChaosRun(int seed, string folder, SmallDisk? disk, ChaosPortal portal, Ledger ledger, Sender sender, ReadingDesk? desk, Action<string> say)
{
    /// <summary>The point of the work may not come (nothing is left to read, say). Then the fault strikes all the same.</summary>
    private static readonly TimeSpan WaitForPhase = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(5);
    private const int TriesOfFirstRead = 5;
    private readonly ChaosFilms _films = new(seed);
    private readonly List<(Round Round, bool Reached)> _struck = [];
    private string? _trouble;
    private readonly PortalRecord _record = new(portal.Database);

    /// <summary>The round that is run: for the failure message.</summary>
    public Round? Now { get; private set; }

    public PortalRecord Record => _record;

    /// <summary>The rounds so far, and whether each fault struck at its point of the work.</summary>
    public IReadOnlyList<(Round Round, bool Reached)> Struck => _struck;

    /// <summary>"KillPortal at Upload 3, FillDisk at no point 1, ...".</summary>
    public string Summary => string.Join(", ", _struck
        .GroupBy(s => $"{s.Round.Fault} at {(s.Reached ? s.Round.Phase : "no point")}", StringComparer.Ordinal)
        .OrderBy(s => s.Key, StringComparer.Ordinal)
        .Select(s => $"{s.Key} {s.Count()}"));

    /// <summary>A few films are there, and one is read: from the first round on there is something to read and to export.</summary>
    public async Task PrepareAsync()
    {
        var quiet = Round.Quiet(0, films: 4, new Random(seed));
        var bell = new PhaseBell(Phase.Upload, int.MaxValue);
        await UploadAsync(quiet, bell);
        await CalmDownAsync(TimeSpan.FromMinutes(2));
        if (desk is null)
            return;
        for (var tries = 0; ledger.Submitted.Count == 0; tries++)
        {
            if (tries == TriesOfFirstRead)
                throw new InvalidOperationException($"No read was submitted in {tries} tries although nothing was broken yet: {_trouble ?? "no study of one analysed film is there"}.");
            if (await _record.StudyToReadAsync() is { } study)
                _trouble = await desk.ReadAsync(study, quiet, bell, CancellationToken.None);
        }
    }

    public async Task RunAsync(int rounds)
    {
        foreach (var round in ChaosPlan.Rounds(seed, rounds, ChaosPortal.Busy))
        {
            (Now, _trouble) = (round, null);
            var began = Stopwatch.GetTimestamp();
            await portal.StartAsync();
            var started = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var reached = await RoundAsync(round).WaitAsync(RoundLimit);
            _struck.Add((round, reached));
            await using (var db = _record.Open())
                Fail(await new RecordCheck(db, ledger).AtAnyMomentAsync());
            if (portal.Runs)
                await NothingStaysIncomingAsync();
            say($"{round}{(reached ? "" : " (not reached)")}: {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s, {started:F1} of them to start; "
                + $"{ledger.Accepted.Count} of {ledger.Sent.Count} films accepted, {ledger.Verdicts.Count} verdicts, {ledger.Submitted.Count} reads, {ledger.Exports.Count} exports{(_trouble is { } trouble ? $"; the reader got no further: {trouble}" : "")}");
        }
    }

    /// <summary>Whoever had no answer sends again, until all is accepted; then the services finish, and what was read is exported once more.</summary>
    public async Task CalmDownAsync(TimeSpan atMost)
    {
        var quiet = Round.Quiet(Now?.Number ?? 0, films: 0, new Random(seed));
        var bell = new PhaseBell(Phase.Upload, int.MaxValue);
        var began = Stopwatch.StartNew();
        await portal.StartAsync();
        for (var open = ledger.Open; open.Count > 0 || await _record.UnfinishedJobsAsync() > 0; open = ledger.Open)
        {
            if (began.Elapsed > atMost)
                throw new InvalidOperationException($"{open.Count} films not accepted and {await _record.UnfinishedJobsAsync()} not analysed {atMost} after the last round.");
            if (open.Count > 0)
                await sender.UploadAsync([.. open.Take(20)], zipped: false, quiet, bell);
            await Task.Delay(200);
        }
        if (ledger.Submitted.Count > 0 && Now is not null)
            await sender.ExportAsync(Path.Combine(folder, "export-last.zip"), quiet, bell);
    }

    /// <summary>Of a study that nobody has seen yet, to be analysed.</summary>
    public ChaosFilm FilmOfItsOwn()
    {
        var random = new Random(seed);
        while (true)
        {
            if (_films.Study(Now?.Number ?? 0, random).ToList() is [{ Fate: FilmFate.Analysed } film])
                return film;
        }
    }

    public static void Fail(IReadOnlyCollection<string> problems)
    {
        if (problems.Count > 0)
            throw new InvalidOperationException($"{problems.Count} faults:\n{string.Join('\n', problems.Take(40))}");
    }

    /// <returns>Whether the round's point of the work was reached before the fault struck.</returns>
    private async Task<bool> RoundAsync(Round round)
    {
        using var gone = new CancellationTokenSource();
        var bell = new PhaseBell(round.Phase, round.Occurrence);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<Task> work = [UploadAsync(round, bell)];
        if (round.Fault == Fault.CutUpload)
            work.Add(CutAsync(round, bell, over.Task));
        if (round.Phase == Phase.Analysis)
            work.Add(WatchSegmentsAsync(bell, over.Task));
        if (desk is not null && (round.Phase == Phase.Verdict || round.Random.Next(4) == 0) && await _record.StudyToReadAsync() is { } study)
            work.Add(ReadAsync(desk, study, round, bell, gone.Token));
        // Without a reader there is nothing to export.
        if (desk is not null && (round.Phase == Phase.Export || round.Random.Next(5) == 0))
            work.Add(ExportAsync(round, bell));

        // What is under way until the fault is over ends with it: it is no work to wait for.
        var ending = Task.WhenAll(work.Where((_, i) => i != (round.Fault == Fault.CutUpload ? 1 : -1)));
        var reached = await bell.WaitAsync(round.Phase == Phase.Analysis ? AnalysedAsync(ending) : ending, WaitForPhase);
        await Task.Delay(round.Delay);
        try
        {
            await StrikeAsync(round, gone);
        }
        finally
        {
            over.TrySetResult();
        }
        await Task.WhenAll(work);
        return reached;
    }

    private async Task StrikeAsync(Round round, CancellationTokenSource gone)
    {
        int[] one = [round.Random.Next(ChaosPortal.Services)];
        switch (round.Fault)
        {
            case Fault.KillPortal:
                await portal.KillAsync(portal: true, []);
                break;
            case Fault.KillService:
                await portal.KillAsync(portal: false, one);
                break;
            case Fault.KillAll:
                await portal.KillAsync(portal: true, [.. Enumerable.Range(0, ChaosPortal.Services)]);
                break;
            case Fault.DrainService:
                MustBeZero("A service that was asked to end", await portal.StopServiceAsync(one[0]));
                break;
            case Fault.StopPortal:
                MustBeZero("The portal, asked to end,", await portal.StopPortalAsync());
                break;
            case Fault.LockDatabase or Fault.LockDatabaseLong:
                await _record.LockAsync(round.Lasts);
                break;
            case Fault.FillDisk when disk is not null:
                disk.Fill();
                try
                {
                    await ReadyOnFullDiskAsync(round.Lasts);
                }
                finally
                {
                    disk.Free();
                }
                break;
        }
        if (!portal.Runs)
            await gone.CancelAsync();
    }

    /// <summary>New films, those that are still open, now and then one that is there already, and other content under a known UID.</summary>
    private async Task UploadAsync(Round round, PhaseBell bell)
    {
        var random = round.Random;
        var open = ledger.Open;
        if (open.Count > 0)
            await sender.UploadAsync([.. open.Take(10)], zipped: random.Next(2) == 0, round, bell);
        for (var i = 0; i < round.Films; i++)
        {
            var films = _films.Study(round.Number, random).ToList();
            films.ForEach(ledger.Send);
            var zipped = random.Next(3) == 0;
            // The same twice at once, as two people would.
            var again = random.Next(4) == 0 ? sender.UploadAsync(films, !zipped, round, bell) : Task.CompletedTask;
            await sender.UploadAsync(films, zipped, round, bell);
            await again;
        }
        var accepted = ledger.Accepted.Keys.Order(StringComparer.Ordinal).ToList();
        if (accepted.Count == 0)
            return;
        var known = ledger.Sent[accepted[random.Next(accepted.Count)]];
        if (random.Next(3) == 0)
            await sender.UploadAsync([known], zipped: false, round, bell);
        else if (random.Next(3) == 0 && _films.AlteredContentOf(known) is { } altered)
            await sender.UploadAsync([altered], zipped: false, round, bell);
    }

    private async Task CutAsync(Round round, PhaseBell bell, Task cut)
    {
        var film = _films.Study(round.Number, round.Random).First();
        await sender.CutUploadAsync(film, bell, cut);
        // Then it is sent as films are.
        ledger.Send(film);
    }

    private async Task ReadAsync(ReadingDesk reader, string study, Round round, PhaseBell bell, CancellationToken gone) =>
        _trouble = await reader.ReadAsync(study, round, bell, gone);

    private async Task AnalysedAsync(Task uploads)
    {
        await uploads;
        await _record.DrainedAsync(WaitForPhase);
    }

    private async Task WatchSegmentsAsync(PhaseBell bell, Task until)
    {
        for (var seen = await _record.ScoredSegmentsAsync(); !until.IsCompleted; await Task.WhenAny(until, Task.Delay(20)))
        {
            for (var now = await _record.ScoredSegmentsAsync(); seen < now; seen++)
                bell.Ring(Phase.Analysis);
        }
    }

    /// <summary>By the page's address, or by the command on the portal's folder, whose bytes nobody sees come.</summary>
    private async Task ExportAsync(Round round, PhaseBell bell)
    {
        var file = Path.Combine(folder, $"export-{round.Number}.zip");
        if (round.Phase == Phase.Export || round.Random.Next(2) == 0)
        {
            for (var i = 0; i < round.Occurrence; i++)
                await sender.ExportAsync(file, round, bell);
            return;
        }
        await using var command = OxiProcess.Start(["export", "--data", portal.Data, "--out", file, "--confirm-no-burned-in-text"]);
        if (await command.WaitForExitAsync(TimeSpan.FromMinutes(1)) == 0)
            sender.TakeExport(file, round.Number);
        else if (round.CommandsNoticeNothing)
            throw new InvalidOperationException($"oxi export failed in {round}:\n{command.Printed}");
        else if (File.Exists(file) || File.Exists(file + ".part"))
            throw new InvalidOperationException($"An export that failed left a file:\n{command.Printed}");
    }

    private async Task NothingStaysIncomingAsync()
    {
        var began = Stopwatch.StartNew();
        while (Directory.EnumerateFiles(portal.Incoming).Any())
        {
            if (began.Elapsed > TimeSpan.FromSeconds(10))
                throw new InvalidOperationException($"The portal keeps half-received files although nobody sends: {string.Join(' ', Directory.EnumerateFiles(portal.Incoming))}");
            await Task.Delay(50);
        }
    }

    /// <summary>Whoever reads can go on reading: the portal stays in service, and says so without being waited for.</summary>
    private async Task ReadyOnFullDiskAsync(TimeSpan lasts)
    {
        var began = Stopwatch.StartNew();
        do
        {
            var status = await sender.ReadyAsync().WaitAsync(ReadyLimit);
            if (status != HttpStatusCode.OK)
                throw new InvalidOperationException($"A portal whose disk is full says {(int)status} when asked whether it is ready; it should be degraded at most.");
            await Task.Delay(100);
        }
        while (began.Elapsed < lasts);
    }

    private static void MustBeZero(string who, int exitCode)
    {
        if (exitCode != 0)
            throw new InvalidOperationException($"{who} said {exitCode}.");
    }
}
