namespace OxiPortal.Codecs;

/// <summary>
/// A tiny picture a codec, decoded before the sandbox closes: libraries load what they need, methods are compiled.
/// </summary>
internal static class WarmUp
{
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
            CharLs.Decode(Convert.FromBase64String(TinyCodestreams.JpegLs), Shape, samples);
            Refuse(() => CharLs.Decode([], Shape, samples));
        }
        if (!OpenJpeg.IsAvailable)
            return;
        OpenJpeg.Decode(Convert.FromBase64String(TinyCodestreams.Jpeg2000), Shape, samples);
        OpenJpeg.Decode(Convert.FromBase64String(TinyCodestreams.HighThroughput), Shape, samples);
        OpenJpeg.CheckPackets(Convert.FromBase64String(TinyCodestreams.HighThroughput), Shape);
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
