using System.Text.RegularExpressions;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Something that a mutant did and must not do.</summary>
internal sealed record FuzzFinding(long Number, string What);

/// <summary>What a run has seen so far. Safe to fill from several threads.</summary>
internal sealed partial class FuzzReport
{
    private readonly Lock _lock = new();
    private readonly int[] _outcomes = new int[Enum.GetValues<TrialOutcome>().Length];
    private readonly List<FuzzFinding> _findings = [];

    private readonly int[] _codecDeaths = new int[Enum.GetValues<CodecDeath>().Length];

    /// <summary>Mutants tried.</summary>
    public long Tried { get; private set; }

    /// <summary>Worker processes that were started.</summary>
    public int Processes { get; private set; }

    public IReadOnlyList<FuzzFinding> Findings
    {
        get
        {
            lock (_lock)
                return [.. _findings.OrderBy(f => f.Number)];
        }
    }

    /// <summary>Findings of one kind together: numbers within a sentence make no other kind.</summary>
    public IEnumerable<IGrouping<string, FuzzFinding>> Kinds => Findings.GroupBy(f => Digits().Replace(f.What, "#"));

    public int Of(TrialOutcome outcome)
    {
        lock (_lock)
            return _outcomes[(int)outcome];
    }

    public void Add(long number, TrialResult result)
    {
        lock (_lock)
        {
            Tried++;
            if (result.Finding is { } what)
                _findings.Add(new(number, what));
            else
                _outcomes[(int)result.Outcome]++;
        }
    }

    /// <summary>Codec processes that died so: right, where the film was refused for it.</summary>
    public int Of(CodecDeath death)
    {
        lock (_lock)
            return _codecDeaths[(int)death];
    }

    public void Add(CodecDeath death)
    {
        lock (_lock)
            _codecDeaths[(int)death]++;
    }

    public void Started()
    {
        lock (_lock)
            Processes++;
    }

    [GeneratedRegex("[0-9A-F]*[0-9][0-9A-F]*")]
    private static partial Regex Digits();
}
