namespace OxiPortal.Cli.Benchmarking.Dicom;

/// <summary>What was measured of a transfer syntax.</summary>
/// <param name="Syntax">What was measured.</param>
/// <param name="Bytes">Of the compressed file.</param>
/// <param name="Ours">Milliseconds from a file in memory to its stored values, a number for each round.</param>
/// <param name="Theirs">Milliseconds that the other took in each round.</param>
/// <param name="TheirStarts">Of these, what it took over a tiny film: starting up, reading, ending. Empty for a library.</param>
/// <param name="Farthest">The most levels that a value lies from what it should be.</param>
internal sealed record SyntaxResult(
    BenchedSyntax Syntax, long Bytes, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs, IReadOnlyList<double> TheirStarts, int Farthest)
{
    public double OurMs => Median(Ours);

    /// <summary>Without its start-up; 0 where that is all there is.</summary>
    public double TheirMs => Math.Max(0, Median(Theirs) - (TheirStarts.Count > 0 ? Median(TheirStarts) : 0));

    /// <summary>Our time over theirs; null where theirs drowns in its start-up.</summary>
    public double? Ratio => TheirMs > 0 ? OurMs / TheirMs : null;

    public bool MissesAim => Ratio > Syntax.Aim;

    /// <summary>Without loss, every value as it was; with loss, within a grey level of the other decoder.</summary>
    public bool IsRight => Farthest <= (Syntax.IsLossless ? 0 : 1);

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyList<double> times)
    {
        var sorted = times.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The most levels by which two pictures differ.</summary>
    /// <exception cref="InvalidDataException">They are of different sizes.</exception>
    public static int FarthestOf(ReadOnlySpan<ushort> one, ReadOnlySpan<ushort> other, bool signed)
    {
        if (one.Length != other.Length)
            throw new InvalidDataException($"{one.Length} values against {other.Length}.");
        var most = 0;
        for (var i = 0; i < one.Length; i++)
            most = Math.Max(most, Math.Abs(signed ? (short)one[i] - (short)other[i] : one[i] - other[i]));
        return most;
    }
}
