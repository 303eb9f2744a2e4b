namespace OxiPortal.Chaos.Tests;

/// <summary>What goes wrong in a round.</summary>
internal enum Fault
{
    KillPortal,
    KillService,
    KillAll,

    /// <summary>A service is asked to end: it finishes or gives back what it holds.</summary>
    DrainService,

    /// <summary>The portal is asked to end.</summary>
    StopPortal,

    /// <summary>Another process holds the database for less than the portal waits.</summary>
    LockDatabase,

    /// <summary>Another process holds the database for longer than the portal waits.</summary>
    LockDatabaseLong,

    FillDisk,

    /// <summary>A slow upload is cut in its middle.</summary>
    CutUpload,
}

/// <summary>At which point of the work it goes wrong.</summary>
internal enum Phase
{
    /// <summary>The bytes of an upload have left; its answer has not come.</summary>
    Upload,

    /// <summary>A film is being analysed: some of its segments are scored.</summary>
    Analysis,

    /// <summary>A key was pressed on the study page, or a box was drawn.</summary>
    Verdict,

    /// <summary>The first bytes of an export have come.</summary>
    Export,
}

/// <summary>One round of the run.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Fault">Null: nothing goes wrong.</param>
/// <param name="Occurrence">The fault strikes at the n-th time that the phase is reached in the round, if it is.</param>
/// <param name="Delay">After the phase is reached.</param>
/// <param name="Lasts">Of faults that last.</param>
/// <param name="Films">New ones.</param>
/// <param name="Random">The round's own, for what the work consists of.</param>
internal sealed record Round(int Number, Fault? Fault, Phase Phase, int Occurrence, TimeSpan Delay, TimeSpan Lasts, int Films, Random Random)
{
    /// <summary>Work without any fault, before the first round and after the last.</summary>
    public static Round Quiet(int number, int films, Random random) => new(number, null, Phase.Verdict, int.MaxValue, TimeSpan.Zero, TimeSpan.Zero, films, random);

    /// <summary>What goes wrong is none of the portal's, its database's or its disk's business: whoever sends films or takes an export notices nothing.</summary>
    public bool SendersNoticeNothing => Fault is null or Chaos.Tests.Fault.KillService or Chaos.Tests.Fault.DrainService or Chaos.Tests.Fault.CutUpload;

    /// <summary>The command line works on database and disk itself: whatever ends the portal does not end it.</summary>
    public bool CommandsNoticeNothing => Fault is not (Chaos.Tests.Fault.LockDatabase or Chaos.Tests.Fault.LockDatabaseLong or Chaos.Tests.Fault.FillDisk);

    public override string ToString() => $"round {Number}: {Fault} at {Phase} #{Occurrence} + {Delay.TotalMilliseconds:F0} ms";
}

/// <summary>The rounds that a seed stands for. Each fault comes once in every deck, and most often those that kill at a point of the work.</summary>
internal static class ChaosPlan
{
    private static readonly Fault[] Kills = [Fault.KillPortal, Fault.KillService, Fault.KillAll];

    /// <param name="busy">How long the portal waits for a locked database.</param>
    public static IEnumerable<Round> Rounds(int seed, int count, TimeSpan busy)
    {
        var random = new Random(seed);
        Queue<(Fault, Phase)> deck = new();
        for (var number = 1; number <= count; number++)
        {
            if (deck.Count == 0)
                deck = Deck(random);
            var (fault, phase) = deck.Dequeue();
            var lasts = fault switch
            {
                Fault.LockDatabase => busy * (0.2 + 0.5 * random.NextDouble()),
                Fault.LockDatabaseLong => busy * (1.3 + 0.5 * random.NextDouble()),
                _ => TimeSpan.FromMilliseconds(400 + random.Next(1200)),
            };
            var films = 1 + random.Next(3);
            var occurrence = 1 + random.Next(phase switch { Phase.Upload => films, Phase.Analysis => 12, _ => 3 });
            var delay = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? 0 : random.Next(180));
            yield return new Round(number, fault, phase, occurrence, delay, lasts, films, new Random(random.Next()));
        }
    }

    private static Queue<(Fault, Phase)> Deck(Random random)
    {
        var phases = Enum.GetValues<Phase>();
        var each = Enum.GetValues<Fault>().Select(f => (f, phases[random.Next(phases.Length)])).ToArray();
        var kills = Kills.SelectMany(f => phases.Select(p => (f, p))).ToArray();
        random.Shuffle(each);
        random.Shuffle(kills);
        return new Queue<(Fault, Phase)>([.. each, .. kills]);
    }
}
