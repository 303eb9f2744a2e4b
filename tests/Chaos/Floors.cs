namespace OxiPortal.Chaos.Tests;

/// <summary>
/// How much a run must have done to prove anything. With six to eight times as many processes ready to run as there are cores, more than seven faults of eight struck
/// at their point, and a round confirmed one verdict in three and one read in eight at the least: the floors lie at half of that or below, so that they
/// catch work that does not happen, not work that is slow. Exports are few where the seed deals few; the last one, after the rounds, is always taken.
/// </summary>
internal static class Floors
{
    private const int RoundsOfEachFault = 20;
    private const int EnoughToCount = 10;

    /// <summary>One sentence for each that was missed.</summary>
    public static List<string> Missed(Ledger ledger, IReadOnlyList<(Round Round, bool Reached)> struck, bool diskCanBeFilled, bool somebodyReads)
    {
        var problems = new List<string>();
        void AtLeast(int least, int count, string what)
        {
            if (count < least)
                problems.Add($"{count} {what} in {struck.Count} rounds: at least {least} are needed for the run to mean anything");
        }

        AtLeast(ledger.Sent.Count, ledger.Accepted.Count, "films were accepted");
        AtLeast(struck.Count, ledger.Accepted.Count, "films were accepted");
        if (somebodyReads)
        {
            AtLeast(1 + struck.Count / 10, ledger.Exports.Count, "whole exports were taken");
            AtLeast(struck.Count / 6, ledger.Verdicts.Count, "verdicts were confirmed");
            AtLeast(Math.Max(1, struck.Count / 20), ledger.Submitted.Count, "reads were submitted");
        }
        var possible = struck.Where(s => CanBeHad(s.Round, diskCanBeFilled, somebodyReads)).ToList();
        if (possible.Count >= EnoughToCount)
            AtLeast(possible.Count / 2, possible.Count(s => s.Reached), "faults struck at their point");
        foreach (var fault in Enum.GetValues<Fault>().Where(f => struck.Count >= RoundsOfEachFault && (diskCanBeFilled || f != Fault.FillDisk)))
        {
            var dealt = possible.FindAll(s => s.Round.Fault == fault);
            AtLeast(1, struck.Count(s => s.Round.Fault == fault), $"times struck {fault}");
            // Some come once in a deck: one that came late for its point may be a slow machine, three are not.
            if (dealt.Count >= 3)
                AtLeast(1, dealt.Count(s => s.Reached), $"times struck {fault} at its point");
        }
        return problems;
    }

    private static bool CanBeHad(Round round, bool disk, bool reads) =>
        (disk || round.Fault != Fault.FillDisk) && (reads || round.Phase is not (Phase.Verdict or Phase.Export));
}
