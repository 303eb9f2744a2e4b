namespace OxiPortal.Codecs;

/// <summary>One picture of 8 x 8 pixels of 12 bits (x * y * 13) in each codec, in base 64: what a process warms up with, and what is damaged in tests.</summary>
public static class TinyCodestreams
{
    /// <summary>JPEG-LS, lossless.</summary>
    public const string JpegLs = "/9j/9wALDAAIAAgBAREA/9oACAEBAAAAAP2zZs19c7MC106cuG7pAtdE5MSkhOgsckZeXFpmg24flZubH6Gm7snMz8VoFronMz8VjsD/2Q==";

    /// <summary>JPEG 2000, lossless.</summary>
    public const string Jpeg2000 =
        "/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1IADAAAAAEAAQQEAAH/XAAHQGBoaHD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/" +
        "kAAKAAAAAABCAAH/k9/gYBFQcYobCdnNpZJH4v9ORXPkWiBsYHhtg8B9oNAfaDQAfICAJGCpgTafJEqNWxC3JGH/2Q==";

    /// <summary>High-Throughput JPEG 2000, lossy: OpenJPEG 2.5.0 aborts over some of its mutants.</summary>
    public const string HighThroughput =
        "/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1AACAACAAAAIP9SAAwAAgABAAIEBEAA/1wAESJJ8EpCSkJKlkIgQiBB2P9kABYAAU9wZW5KUEggVmVyIDAu" +
        "OS4wLv+QAAoAAAAAADgAAf+TwCpAmZMnr/0AwbQAwCSASQCQ+BPTAPgT0wD+AEMAwEkBIPzhEwD84JMA/9k=";
}
