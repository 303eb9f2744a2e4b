namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>
/// Numbers from a seed: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). The same on every machine and
/// in every release of .NET, so that a seed and a number name one mutant for good.
/// </summary>
internal sealed class FuzzRandom
{
    private ulong _state;

    /// <param name="seed">Of the run.</param>
    /// <param name="number">Of the mutant: streams of neighbours are unrelated.</param>
    public FuzzRandom(ulong seed, long number)
    {
        _state = seed;
        _state = NextUInt64() ^ (ulong)number * 0xD1B54A32D192ED03;
    }

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 .. <paramref name="below"/> - 1; 0 where <paramref name="below"/> is not positive.</summary>
    public int Next(int below) => below <= 0 ? 0 : (int)(NextUInt64() % (uint)below);

    /// <summary>Small numbers most often, up to <paramref name="most"/>: 1 .. most.</summary>
    public int NextLength(int most) => 1 + Next(Math.Min(Math.Max(most, 1), 1 << Next(14)));

    public bool OneIn(int times) => Next(times) == 0;

    public byte NextByte() => (byte)NextUInt64();

    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = NextByte();
        return bytes;
    }
}
