using System.Diagnostics;
using OxiPortal.Codecs;
using OxiPortal.Dicom.Codecs;

namespace OxiPortal.Cli.Benchmarking.Dicom;

/// <summary>
/// The native libraries called directly, within this process: what the process of their own is measured against. Only ever given films that were drawn
/// here.
/// </summary>
internal sealed class BareLibraries : INativeCodecs
{
    /// <summary>How long the library took over the last picture, in milliseconds.</summary>
    public double LastMs { get; private set; }

    /// <summary>The library is on this machine.</summary>
    public static bool Have(NativeCodec codec) => codec == NativeCodec.JpegLs ? CharLs.IsAvailable : OpenJpeg.IsAvailable;

    /// <inheritdoc/>
    public Task<ushort[]> DecodeAsync(NativeDecoding decoding, CancellationToken cancel)
    {
        var shape = new PictureShape(decoding.Rows, decoding.Columns, decoding.Components, decoding.Precision, decoding.IsSigned);
        var start = Stopwatch.GetTimestamp();
        var samples = new ushort[shape.Samples];
        if (decoding.Codec == NativeCodec.JpegLs)
            CharLs.Decode(decoding.Codestream.Span, shape, samples);
        else
        {
            OpenJpeg.Decode(decoding.Codestream.Span, shape, samples);
            OpenJpeg.CheckPackets(decoding.Codestream.Span, shape);
        }
        LastMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return Task.FromResult(samples);
    }
}
