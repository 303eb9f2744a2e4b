namespace OxiPortal.Codecs;

/// <summary>What a codestream must turn out to hold: a decoder that finds anything else refuses.</summary>
/// <param name="Rows">Height in pixels, 1 to 65535.</param>
/// <param name="Columns">Width in pixels, 1 to 65535.</param>
/// <param name="Components">1 to 4.</param>
/// <param name="Precision">Bits a sample, 1 to 16.</param>
/// <param name="IsSigned">The codestream's samples are in two's complement. JPEG-LS knows none.</param>
public readonly record struct PictureShape(int Rows, int Columns, int Components, int Precision, bool IsSigned)
{
    /// <summary>Samples of the largest picture: 100 million pixels in three colours.</summary>
    public const long MaxSamples = 300_000_000;

    /// <summary>rows x columns x components.</summary>
    public long Samples => (long)Rows * Columns * Components;

    /// <summary>Every number is in its range.</summary>
    public bool IsValid => Rows is >= 1 and <= ushort.MaxValue && Columns is >= 1 and <= ushort.MaxValue && Components is >= 1 and <= 4
        && Precision is >= 1 and <= 16 && Samples <= MaxSamples;
}
