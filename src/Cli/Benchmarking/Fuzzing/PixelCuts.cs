using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Mutants that lack the end of their pixels: what a decoder must never fill up with grey.</summary>
internal static class PixelCuts
{
    /// <summary>A cut mutant, or null where the seed has no pixels.</summary>
    public static Mutant? Make(long number, FuzzSeed seed, IReadOnlyList<FuzzSeed> corpus, FuzzRandom random)
    {
        var draft = new Draft(seed, corpus);
        if (draft.Find(DicomTags.PixelData) is not { } pixels)
            return null;
        var parts = draft.Fragments is { Count: > 0 } fragments ? fragments : [pixels];
        if (parts[^1].ValueLength < 4)
            return null;
        return random.OneIn(2) ? CutFile(number, draft, parts, random) : CutPixels(number, draft, parts, random);
    }

    private static Mutant CutFile(long number, Draft draft, IReadOnlyList<ElementMark> parts, FuzzRandom random)
    {
        var file = draft.File;
        // The last two bytes may be padding, or in a deflated file nothing but the end of its last block.
        var end = draft.Seed.Syntax.IsDeflated ? file.Length : draft.Head.Length + parts[^1].End - 2;
        var length = random.Next(3) switch { 0 => end - 1 - random.Next(Math.Min(end, 64)), 1 => draft.Head.Length + random.Next(end - draft.Head.Length), _ => random.Next(end) };
        return new(number, draft.Seed, file[..length], "file cut", draft.Seed.Syntax.IsDeflated ? PixelCut.Pixels : PixelCut.File);
    }

    private static Mutant CutPixels(long number, Draft draft, IReadOnlyList<ElementMark> parts, FuzzRandom random)
    {
        var part = random.Pick(parts);
        var length = random.OneIn(3) ? part.ValueLength - 1 - random.Next(Math.Min(part.ValueLength, 40)) : random.Next(part.ValueLength);
        // Without their last byte, native pixels and RLE, which has no end marker, may have it back as padding.
        if (!part.IsFragment || draft.Seed.Syntax == DicomTransferSyntax.RleLossless)
            length = Math.Min(length, part.ValueLength - 2) & ~1;
        // In the middle of a codestream nothing tells a byte that became padding or a marker from one that was there: some must be missing.
        if (part.IsFragment && part != parts[^1])
            length = Math.Max(0, Math.Min(length, part.ValueLength - 4) & ~1);
        var stream = draft.Value(part)[..length].ToArray();
        // With an end marker put back too: a decoder that looks only for that would be fooled.
        var mended = random.OneIn(2) && part.IsFragment && draft.Seed.Syntax != DicomTransferSyntax.RleLossless;
        draft.ReplaceValue(part, mended ? [.. stream, 0xFF, 0xD9] : stream);
        return new(number, draft.Seed, draft.File, mended ? "codestream cut, end marker put back" : "pixels cut, lengths put right", PixelCut.Pixels);
    }
}
