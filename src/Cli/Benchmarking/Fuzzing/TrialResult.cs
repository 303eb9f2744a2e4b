namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>How far a mutant came.</summary>
internal enum TrialOutcome
{
    /// <summary>Refused by the reader.</summary>
    Refused,

    /// <summary>Read, but it has no pixels or not all of its frames were decoded.</summary>
    Read,

    /// <summary>Read, and every frame that was tried came out.</summary>
    Decoded,
}

/// <summary>What became of one mutant.</summary>
/// <param name="Outcome">How far it came.</param>
/// <param name="Finding">What is wrong with that, without a value of the file; null where nothing is.</param>
internal sealed record TrialResult(TrialOutcome Outcome, string? Finding);

/// <summary>What a mutant must not do.</summary>
internal sealed class FindingException(string message) : Exception(message);
