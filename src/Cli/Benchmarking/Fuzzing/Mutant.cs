namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>A file to try.</summary>
/// <param name="Number">Within its run.</param>
/// <param name="Seed">What it was made of.</param>
/// <param name="Bytes">The file.</param>
/// <param name="How">Its mutations, in their order.</param>
/// <param name="Cut">What is missing of its pixels for certain.</param>
internal sealed record Mutant(long Number, FuzzSeed Seed, byte[] Bytes, string How, PixelCut Cut = PixelCut.None);

/// <summary>What is known of the pixels that a mutant lacks.</summary>
internal enum PixelCut
{
    /// <summary>Nothing: it may be whole.</summary>
    None,

    /// <summary>The file ends before its pixel data does; all before is whole. The last frame must not come out.</summary>
    File,

    /// <summary>The pixel data ends early in a file that is whole around it. A frame comes out as in the seed, or not at all.</summary>
    Pixels,
}
