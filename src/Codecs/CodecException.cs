namespace OxiPortal.Codecs;

/// <summary>How a codestream's decoding ended. The numbers are part of the protocol between the processes.</summary>
public enum CodecOutcome
{
    Decoded = 0,

    /// <summary>The request was read to its end; what follows is the decoder's doing.</summary>
    Received = 1,

    /// <summary>The library found a fault, or warned that something is missing.</summary>
    Damaged = 2,

    /// <summary>The library found a picture of another size, depth or sign than was said.</summary>
    NotAsDescribed = 3,

    /// <summary>The library was refused memory.</summary>
    OutOfMemory = 4,

    /// <summary>The library is not on this machine.</summary>
    NoLibrary = 5,
}

/// <summary>A picture that was not decoded.</summary>
/// <param name="outcome">Why.</param>
public sealed class CodecException(CodecOutcome outcome) : Exception($"The codestream was not decoded: {outcome}.")
{
    public CodecOutcome Outcome { get; } = outcome;
}
