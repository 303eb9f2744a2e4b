using OxiPortal.Codecs;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>
/// Tiny films in the encodings that need a native library: 8 x 8 pixels of 12 bits (x * y * 13), a codestream in each, so that no run needs
/// files or tools from elsewhere. ISO/IEC 14495-1, 15444-1 and 15444-15.
/// </summary>
internal static class NativeSeeds
{
    private const int Side = 8;

    public static IEnumerable<FuzzSeed> All()
    {
        yield return Seed("jpeg-ls", DicomTransferSyntax.JpegLsLossless, TinyCodestreams.JpegLs);
        yield return Seed("jpeg-ls two frames", DicomTransferSyntax.JpegLsNearLossless, TinyCodestreams.JpegLs, TinyCodestreams.JpegLs);
        yield return Seed("jpeg 2000", DicomTransferSyntax.Jpeg2000Lossless, TinyCodestreams.Jpeg2000);
        yield return Seed("jpeg 2000 two frames", DicomTransferSyntax.Jpeg2000, TinyCodestreams.Jpeg2000, TinyCodestreams.Jpeg2000);
        yield return Seed("high-throughput", DicomTransferSyntax.HighThroughputJpeg2000, TinyCodestreams.HighThroughput);
    }

    private static FuzzSeed Seed(string name, DicomTransferSyntax syntax, params string[] codestreams) =>
        FuzzSeed.Of(name, SyntheticSeeds.Compressed(16, 12, 1, syntax, Side, Side, [.. codestreams.Select(Convert.FromBase64String)]).ToBytes().ToArray())
        ?? throw new InvalidOperationException($"The synthetic seed {name} cannot be read.");
}
