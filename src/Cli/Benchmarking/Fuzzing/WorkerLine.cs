using System.Globalization;
using OxiPortal.Dicom.Isolation;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>What a worker says, one a line.</summary>
internal abstract record WorkerLine(long Number)
{
    /// <summary>"begin 17".</summary>
    internal sealed record Begun(long Number) : WorkerLine(Number)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"begin {Number}");
    }

    /// <summary>"end 17 Decoded", "end 17 Read what was found".</summary>
    internal sealed record Ended(long Number, TrialResult Result) : WorkerLine(Number)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"end {Number} {Result.Outcome} {Result.Finding}").TrimEnd();
    }

    /// <summary>"codec 17 Crashed".</summary>
    internal sealed record CodecDied(long Number, CodecDeath Death) : WorkerLine(Number)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"codec {Number} {Death}");
    }

    /// <summary>Null where the line is of another kind: a library's own words.</summary>
    public static WorkerLine? Parse(string line)
    {
        var parts = line.Split(' ', 4);
        if (parts.Length < 2 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var number))
            return null;
        return parts[0] switch
        {
            "begin" => new Begun(number),
            "end" when parts.Length > 2 && Enum.TryParse<TrialOutcome>(parts[2], out var outcome) => new Ended(number, new(outcome, parts.ElementAtOrDefault(3))),
            "codec" when parts.Length > 2 && Enum.TryParse<CodecDeath>(parts[2], out var death) => new CodecDied(number, death),
            _ => null,
        };
    }
}
