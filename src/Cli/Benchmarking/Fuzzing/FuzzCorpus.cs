using OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>The files that mutants are made of.</summary>
internal static class FuzzCorpus
{
    /// <summary>Bytes of a file above which it is left out: small files are fuzzed faster, and differ as much.</summary>
    public const int MostBytes = 120_000;

    /// <summary>The synthetic seeds, then the readable small files of the folders in the order of their paths.</summary>
    public static IReadOnlyList<FuzzSeed> Load(FuzzOptions options)
    {
        var files = options.Corpus.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(f => new FileInfo(f).Length <= MostBytes);
        var seeds = (options.Native ? NativeSeeds.All() : SyntheticSeeds.All()).Concat(files.Select(f => FuzzSeed.Of(Path.GetFileName(f), File.ReadAllBytes(f))).OfType<FuzzSeed>());
        return [.. seeds.Where(s => !options.Native || NeedsLibrary(s.Syntax))];
    }

    private static bool NeedsLibrary(DicomTransferSyntax syntax)
    {
        DicomTransferSyntax[] syntaxes =
        [
            DicomTransferSyntax.JpegLsLossless, DicomTransferSyntax.JpegLsNearLossless, DicomTransferSyntax.Jpeg2000Lossless, DicomTransferSyntax.Jpeg2000,
            DicomTransferSyntax.HighThroughputJpeg2000Lossless, DicomTransferSyntax.HighThroughputJpeg2000LosslessRpcl, DicomTransferSyntax.HighThroughputJpeg2000,
        ];
        return syntaxes.Contains(syntax);
    }
}
