using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>
/// Tiny films in the encodings that need a native library: 8 x 8 pixels of 12 bits (x * y * 13), a codestream in each, so that no run needs
/// files or tools from elsewhere. ISO/IEC 14495-1, 15444-1 and 15444-15.
/// </summary>
internal static class NativeSeeds
{
    private const int Side = 8;

    private const string JpegLs = "/9j/9wALDAAIAAgBAREA/9oACAEBAAAAAP2zZs19c7MC106cuG7pAtdE5MSkhOgsckZeXFpmg24flZubH6Gm7snMz8VoFronMz8VjsD/2Q==";

    private const string Jpeg2000 =
        "/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1IADAAAAAEAAQQEAAH/XAAHQGBoaHD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/" +
        "kAAKAAAAAABCAAH/k9/gYBFQcYobCdnNpZJH4v9ORXPkWiBsYHhtg8B9oNAfaDQAfICAJGCpgTafJEqNWxC3JGH/2Q==";

    // Lossy: OpenJPEG 2.5.0 aborts over some of its mutants.
    private const string HighThroughput =
        "/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1AACAACAAAAIP9SAAwAAgABAAIEBEAA/1wAESJJ8EpCSkJKlkIgQiBB2P9kABYAAU9wZW5KUEggVmVyIDAu" +
        "OS4wLv+QAAoAAAAAADgAAf+TwCpAmZMnr/0AwbQAwCSASQCQ+BPTAPgT0wD+AEMAwEkBIPzhEwD84JMA/9k=";

    public static IEnumerable<FuzzSeed> All()
    {
        yield return Seed("jpeg-ls", DicomTransferSyntax.JpegLsLossless, JpegLs);
        yield return Seed("jpeg-ls two frames", DicomTransferSyntax.JpegLsNearLossless, JpegLs, JpegLs);
        yield return Seed("jpeg 2000", DicomTransferSyntax.Jpeg2000Lossless, Jpeg2000);
        yield return Seed("jpeg 2000 two frames", DicomTransferSyntax.Jpeg2000, Jpeg2000, Jpeg2000);
        yield return Seed("high-throughput", DicomTransferSyntax.HighThroughputJpeg2000, HighThroughput);
    }

    private static FuzzSeed Seed(string name, DicomTransferSyntax syntax, params string[] codestreams) =>
        FuzzSeed.Of(name, SyntheticSeeds.Compressed(16, 12, 1, syntax, Side, Side, [.. codestreams.Select(Convert.FromBase64String)]).ToBytes().ToArray())
        ?? throw new InvalidOperationException($"The synthetic seed {name} cannot be read.");
}
