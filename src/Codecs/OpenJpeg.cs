using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OxiPortal.Codecs;

/// <summary>JPEG 2000 and High-Throughput JPEG 2000 by OpenJPEG. ISO/IEC 15444-1, 15444-15.</summary>
public static unsafe class OpenJpeg
{
    // opj_dparameters_t is 8,252 bytes in 2.5; it ends in reserved room that no release has outgrown.
    private const int ParameterBytes = 16384;
    private const int True = 1;

    // What OpenJPEG warns of and yet decodes whole. Its every other warning stands for data that it went on without.
    private static ReadOnlySpan<byte> UnknownMarker => "Unknown marker"u8;
    private static ReadOnlySpan<byte> TilePartNumbers => "Non conformant codestream TPsot==TNsot"u8;

    /// <summary>The library can be loaded.</summary>
    public static bool IsAvailable => NativeLibrary.TryLoad(OpenJpegLibrary.Name, out _);

    /// <summary>Decodes one picture.</summary>
    /// <param name="codestream">From its SOC marker to its EOC marker, without JP2 boxes.</param>
    /// <param name="shape">What it must hold.</param>
    /// <param name="samples">
    /// Takes <see cref="PictureShape.Samples"/> values, row after row, components interleaved, signed ones in two's complement over all 16 bits.
    /// Rubbish after an exception.
    /// </param>
    /// <exception cref="CodecException">It is damaged, incomplete, or holds something else.</exception>
    public static void Decode(ReadOnlySpan<byte> codestream, PictureShape shape, Span<ushort> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, shape.Samples);
        OpenJpegLibrary.Image* image = null;
        try
        {
            Run(codestream, shape, coarsest: false, &image);
            CheckShape(image, shape);
            Interleave(image, shape, samples);
        }
        finally
        {
            OpenJpegLibrary.DestroyImage(image);
        }
    }

    /// <summary>
    /// Checks that no packet is missing. The library takes the end of a tile's data for the end of its packets, wherever that is: a codestream that lacks
    /// its last packets, with lengths put right, comes out as a picture of other pixels. Here something follows each tile's data that no packet
    /// can begin with (<see cref="TrailedCodestream"/>): whoever still expects one fails over it. Only packets' headers are read, and the smallest picture.
    /// </summary>
    /// <param name="codestream">As for <see cref="Decode"/>, which saw it decoded.</param>
    /// <param name="shape">What it holds.</param>
    /// <exception cref="CodecException">A packet is missing.</exception>
    public static void CheckPackets(ReadOnlySpan<byte> codestream, PictureShape shape)
    {
        using var trailed = new TrailedCodestream(codestream);
        OpenJpegLibrary.Image* image = null;
        try
        {
            Run(trailed.Bytes, shape, coarsest: true, &image);
        }
        finally
        {
            OpenJpegLibrary.DestroyImage(image);
        }
    }

    private static void Run(ReadOnlySpan<byte> codestream, PictureShape shape, bool coarsest, OpenJpegLibrary.Image** image)
    {
        var codec = OpenJpegLibrary.CreateDecompress(OpenJpegLibrary.CodecJ2k);
        var stream = OpenJpegLibrary.CreateStream((nuint)Math.Clamp(codestream.Length, 1024, 1 << 20), True);
        var troubles = default(Troubles);
        try
        {
            if (codec == 0 || stream == 0)
                throw new CodecException(CodecOutcome.OutOfMemory);
            fixed (byte* source = codestream)
            {
                var memory = new Source { Bytes = source, Length = codestream.Length };
                Prepare(codec, stream, &memory, &troubles);
                if (OpenJpegLibrary.ReadHeader(stream, codec, image) != True || *image is null)
                    throw troubles.ToException();
                CheckShape(*image, shape);
                if (coarsest)
                    LeaveOutAllButOne(codec, &troubles);
                if (OpenJpegLibrary.Decode(codec, stream, *image) != True || OpenJpegLibrary.EndDecompress(codec, stream) != True || troubles.Any)
                    throw troubles.ToException();
            }
        }
        finally
        {
            OpenJpegLibrary.DestroyStream(stream);
            OpenJpegLibrary.DestroyCodec(codec);
        }
    }

    // A.6.1: up to 32 decompositions. The library says by an error that there are fewer.
    private static void LeaveOutAllButOne(nint codec, Troubles* troubles)
    {
        const uint most = 32;
        var before = *troubles;
        for (var count = most; OpenJpegLibrary.LeaveOutResolutions(codec, count) != True && count > 0; count--)
        {
        }
        *troubles = before;
    }

    private static void Prepare(nint codec, nint stream, Source* source, Troubles* troubles)
    {
        _ = OpenJpegLibrary.SetErrorHandler(codec, &OnError, troubles);
        _ = OpenJpegLibrary.SetWarningHandler(codec, &OnWarning, troubles);
        var parameters = stackalloc byte[ParameterBytes];
        OpenJpegLibrary.SetDefaultParameters(parameters);
        if (OpenJpegLibrary.SetupDecoder(codec, parameters) != True || OpenJpegLibrary.SetStrictMode(codec, True) != True)
            throw new CodecException(CodecOutcome.Damaged);
        OpenJpegLibrary.SetUserData(stream, source, 0);
        OpenJpegLibrary.SetUserDataLength(stream, (ulong)source->Length);
        OpenJpegLibrary.SetRead(stream, &OnRead);
        OpenJpegLibrary.SetSkip(stream, &OnSkip);
        OpenJpegLibrary.SetSeek(stream, &OnSeek);
    }

    private static void CheckShape(OpenJpegLibrary.Image* image, PictureShape shape)
    {
        if (image->ComponentCount != shape.Components || image->Components is null)
            throw new CodecException(CodecOutcome.NotAsDescribed);
        for (var c = 0; c < shape.Components; c++)
        {
            ref readonly var component = ref image->Components[c];
            if (component.Width != shape.Columns || component.Height != shape.Rows || component.Dx != 1 || component.Dy != 1
                || component.Precision != shape.Precision || component.Signed != 0 != shape.IsSigned)
            {
                throw new CodecException(CodecOutcome.NotAsDescribed);
            }
        }
    }

    private static void Interleave(OpenJpegLibrary.Image* image, PictureShape shape, Span<ushort> samples)
    {
        var perPlane = shape.Rows * shape.Columns;
        for (var c = 0; c < shape.Components; c++)
        {
            var data = image->Components[c].Data;
            if (data is null)
                throw new CodecException(CodecOutcome.Damaged);
            var i = 0;
            if (shape.Components == 1)
            {
                for (; i + Vector256<ushort>.Count <= perPlane; i += Vector256<ushort>.Count)
                    Vector256.Narrow(Vector256.Load((uint*)data + i), Vector256.Load((uint*)data + i + Vector256<uint>.Count)).CopyTo(samples[i..]);
            }
            for (; i < perPlane; i++)
                samples[i * shape.Components + c] = (ushort)data[i];
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint OnRead(byte* target, nuint wanted, void* data)
    {
        var source = (Source*)data;
        var left = source->Length - source->Position;
        if (left <= 0)
            return nuint.MaxValue; // OpenJPEG's sign for the end.
        var count = (long)Math.Min(wanted, (nuint)left);
        Buffer.MemoryCopy(source->Bytes + source->Position, target, (long)wanted, count);
        source->Position += count;
        return (nuint)count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long OnSkip(long count, void* data)
    {
        var source = (Source*)data;
        if (count < 0 || count > source->Length - source->Position)
            return -1;
        source->Position += count;
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSeek(long position, void* data)
    {
        var source = (Source*)data;
        if (position < 0 || position > source->Length)
            return 0;
        source->Position = position;
        return True;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnError(byte* message, void* troubles) => ((Troubles*)troubles)->Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnWarning(byte* message, void* troubles)
    {
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message);
        if (!text.StartsWith(UnknownMarker) && !text.StartsWith(TilePartNumbers))
            ((Troubles*)troubles)->Add(text);
    }

    private struct Source
    {
        public byte* Bytes;
        public long Length;
        public long Position;
    }

    /// <summary>What the library complained of. It answers "success" to some codestreams that it gave up parts of: its complaints count, not its answer.</summary>
    private struct Troubles
    {
        public bool Any;
        private bool _memory;

        public void Add(ReadOnlySpan<byte> message)
        {
            Any = true;
            _memory |= message.IndexOf("emory"u8) >= 0 || message.IndexOf("alloc"u8) >= 0;
        }

        public readonly CodecException ToException() => new(_memory ? CodecOutcome.OutOfMemory : CodecOutcome.Damaged);
    }
}
