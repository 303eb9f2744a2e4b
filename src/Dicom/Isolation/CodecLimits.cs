using OxiPortal.Dicom.Codecs;

namespace OxiPortal.Dicom.Isolation;

/// <summary>What one picture may take: in proportion to its size, so that a tiny hostile one gets little.</summary>
/// <param name="DataBytes">Memory beyond what the process has before it.</param>
/// <param name="ProcessorSeconds">Of the process.</param>
/// <param name="Wall">By the clock.</param>
internal readonly record struct CodecLimits(long DataBytes, int ProcessorSeconds, TimeSpan Wall)
{
    // What the libraries need beside samples: tables, code-blocks, the heap's own waste; a picture in 1,000 tiles takes 20 MiB of it.
    private const long BaseBytes = 64L << 20;

    // JPEG 2000: 4 bytes of coefficients, 4 of the picture, 2 of the answer, and as much again for blocks that are split off. JPEG-LS: 2 of the answer, and 2 of planes.
    private const int Jpeg2000BytesPerSample = 20;
    private const int JpegLsBytesPerSample = 6;

    // Measured: 0.03 s (JPEG-LS) to 0.19 s (JPEG 2000) a million samples. A slow or busy machine takes five times as long.
    private const int BaseSeconds = 2;
    private const int SamplesPerSecond = 1_000_000;

    public static CodecLimits For(NativeDecoding decoding, CodecOptions options)
    {
        var samples = (long)decoding.Rows * decoding.Columns * decoding.Components;
        var bytes = BaseBytes + samples * (decoding.Codec == NativeCodec.Jpeg2000 ? Jpeg2000BytesPerSample : JpegLsBytesPerSample) + decoding.Codestream.Length * 4L;
        var seconds = (int)Math.Min(options.Seconds, BaseSeconds + (samples + SamplesPerSecond - 1) / SamplesPerSecond);
        return new(Math.Min(bytes, (long)options.MemoryMiB << 20), seconds, TimeSpan.FromSeconds(2 * seconds));
    }
}
