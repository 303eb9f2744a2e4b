namespace OxiPortal.Codecs;

/// <summary>
/// A tiny picture a codec, decoded before the sandbox closes: libraries load what they need, methods are compiled. (8 x 8 pixels of 12 bits,
/// drawn by a formula; the JPEG 2000 ones are a lossless one and a lossy High-Throughput one.)
/// </summary>
internal static class WarmUp
{
    private const string JpegLs = "/9j/9wALDAAIAAgBAREA/9oACAEBAAAAAP2zZs19c7MC106cuG7pAtdE5MSkhOgsckZeXFpmg24flZubH6Gm7snMz8VoFronMz8VjsD/2Q==";

    private const string Jpeg2000 =
        "/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1IADAAAAAEAAQQEAAH/XAAHQGBoaHD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/" +
        "kAAKAAAAAABCAAH/k9/gYBFQcYobCdnNpZJH4v9ORXPkWiBsYHhtg8B9oNAfaDQAfICAJGCpgTafJEqNWxC3JGH/2Q==";

    private const string HighThroughput =
        "/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABCwEB/1AACAACAAAAIP9SAAwAAgABAAIEBEAA/1wAESJJ8EpCSkJKlkIgQiBB2P9kABYAAU9wZW5KUEggVmVyIDAu" +
        "OS4wLv+QAAoAAAAAADgAAf+TwCpAmZMnr/0AwbQAwCSASQCQ+BPTAPgT0wD+AEMAwEkBIPzhEwD84JMA/9k=";

    private static readonly PictureShape Shape = new(8, 8, 1, 12, false);

    /// <summary>Runs through every library that is here.</summary>
    public static void Run()
    {
        var samples = new ushort[Shape.Samples];
        // The system's figures of memory are read by the collector's first run, where they can be read.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Refuse(() => throw new InsufficientMemoryException());
        if (CharLs.IsAvailable)
        {
            CharLs.Decode(Convert.FromBase64String(JpegLs), Shape, samples);
            Refuse(() => CharLs.Decode([], Shape, samples));
        }
        if (!OpenJpeg.IsAvailable)
            return;
        OpenJpeg.Decode(Convert.FromBase64String(Jpeg2000), Shape, samples);
        OpenJpeg.Decode(Convert.FromBase64String(HighThroughput), Shape, samples);
        Refuse(() => OpenJpeg.Decode([0xFF, 0x4F, 0xFF, 0xD9], Shape, samples));
    }

    // What a refusal needs is loaded as well.
    private static void Refuse(Action decode)
    {
        try
        {
            decode();
        }
        catch (Exception e) when (e is CodecException or OutOfMemoryException)
        {
        }
    }
}
