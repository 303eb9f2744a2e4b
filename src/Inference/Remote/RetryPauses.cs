namespace OxiPortal.Inference.Remote;

/// <summary>How long to wait before trying again: doubling, never the same for two services, so that they do not come back all at once.</summary>
/// <param name="first">Before the first retry.</param>
/// <param name="longest">At most.</param>
/// <param name="seed">Of the jitter.</param>
public sealed class RetryPauses(TimeSpan first, TimeSpan longest, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();

    /// <param name="failures">So far, from 1.</param>
    /// <returns>Half to all of the doubled pause.</returns>
    public TimeSpan After(int failures)
    {
        var whole = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(failures, 30) - 1));
        lock (_gate)
            return TimeSpan.FromSeconds(whole * (0.5 + _random.NextDouble() / 2));
    }
}
