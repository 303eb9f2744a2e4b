namespace OxiPortal.Training.Data;

/// <summary>Seeds that are the same in every process (HashCode is not).</summary>
public static class HashCodes
{
    /// <summary>SplitMix64 (Steele et al. 2014) over the three numbers.</summary>
    public static int Of(int seed, long number, int index)
    {
        var state = Mix((ulong)(uint)seed + 0x9E3779B97F4A7C15);
        state = Mix(state ^ (ulong)number);
        return (int)(Mix(state ^ (uint)index) >> 33);
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
