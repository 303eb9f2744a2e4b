using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OxiPortal.Codecs;

/// <summary>JPEG-LS by CharLS. ISO/IEC 14495-1.</summary>
public static unsafe class CharLs
{
    private const int NotEnoughMemory = 13;
    private const int NoInterleave = 0;

    /// <summary>The library can be loaded.</summary>
    public static bool IsAvailable => NativeLibrary.TryLoad(CharLsLibrary.Name, out _);

    /// <summary>Decodes one picture.</summary>
    /// <param name="codestream">From its start-of-image marker to its end-of-image marker.</param>
    /// <param name="shape">What it must hold; never signed.</param>
    /// <param name="samples">Takes <see cref="PictureShape.Samples"/> values, row after row, components interleaved. Rubbish after an exception.</param>
    /// <exception cref="CodecException">It is damaged, or holds something else.</exception>
    public static void Decode(ReadOnlySpan<byte> codestream, PictureShape shape, Span<ushort> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, shape.Samples);
        var decoder = CharLsLibrary.Create();
        if (decoder == 0)
            throw new CodecException(CodecOutcome.OutOfMemory);
        try
        {
            fixed (byte* source = codestream)
            {
                Check(CharLsLibrary.SetSource(decoder, source, (nuint)codestream.Length));
                Check(CharLsLibrary.ReadHeader(decoder));
                Check(CharLsLibrary.GetFrameInfo(decoder, out var frame));
                if (shape.IsSigned || frame.Width != shape.Columns || frame.Height != shape.Rows || frame.Components != shape.Components || frame.Precision != shape.Precision)
                    throw new CodecException(CodecOutcome.NotAsDescribed);
                Check(CharLsLibrary.GetInterleaveMode(decoder, out var interleave));
                var bytes = MemoryMarshal.AsBytes(samples);
                if (shape.Components > 1 && interleave == NoInterleave)
                    DecodePlanes(decoder, shape, samples);
                else if (shape.Precision > 8)
                    DecodeInto(decoder, bytes);
                else
                    DecodeBytes(decoder, bytes);
            }
        }
        finally
        {
            CharLsLibrary.Destroy(decoder);
        }
    }

    private static void DecodeInto(nint decoder, Span<byte> target)
    {
        Check(CharLsLibrary.GetDestinationSize(decoder, 0, out var size));
        if (size != (nuint)target.Length)
            throw new CodecException(CodecOutcome.NotAsDescribed);
        fixed (byte* destination = target)
            Check(CharLsLibrary.Decode(decoder, destination, size, 0));
    }

    // Samples of up to 8 bits come as bytes. They are put into the upper half and widened from the front: what is written never reaches what is unread.
    private static void DecodeBytes(nint decoder, Span<byte> target)
    {
        var count = target.Length / 2;
        var narrow = target[count..];
        DecodeInto(decoder, narrow);
        var wide = MemoryMarshal.Cast<byte, ushort>(target);
        var i = 0;
        for (; i + 2 * Vector128<byte>.Count <= count; i += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create<byte>(narrow[i..]));
            low.CopyTo(wide[i..]);
            high.CopyTo(wide[(i + Vector128<ushort>.Count)..]);
        }
        for (; i < count; i++)
            wide[i] = narrow[i];
    }

    private static void DecodePlanes(nint decoder, PictureShape shape, Span<ushort> samples)
    {
        var bytesPerSample = shape.Precision > 8 ? 2 : 1;
        var size = (nuint)(samples.Length * (long)bytesPerSample);
        var planes = NativeMemory.Alloc(size);
        try
        {
            var span = new Span<byte>(planes, checked((int)size));
            DecodeInto(decoder, span);
            var perPlane = shape.Rows * shape.Columns;
            for (var component = 0; component < shape.Components; component++)
            {
                var first = component * perPlane;
                for (var i = 0; i < perPlane; i++)
                    samples[i * shape.Components + component] = bytesPerSample == 1 ? span[first + i] : ((ushort*)planes)[first + i];
            }
        }
        finally
        {
            NativeMemory.Free(planes);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new CodecException(error == NotEnoughMemory ? CodecOutcome.OutOfMemory : CodecOutcome.Damaged);
    }
}
