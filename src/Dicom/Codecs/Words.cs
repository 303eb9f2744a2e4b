using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Puts bytes into words of 16 bits, as many at once as the machine can.</summary>
internal static class Words
{
    /// <summary>Each byte becomes a word.</summary>
    public static void Widen(ReadOnlySpan<byte> bytes, Span<ushort> words)
    {
        var i = 0;
        for (; i + Vector128<byte>.Count <= bytes.Length; i += Vector128<byte>.Count)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Create(bytes.Slice(i, Vector128<byte>.Count)));
            lower.CopyTo(words[i..]);
            upper.CopyTo(words[(i + Vector128<ushort>.Count)..]);
        }
        for (; i < bytes.Length; i++)
            words[i] = bytes[i];
    }

    /// <summary>The upper halves of the words from one plane of bytes, the lower from another.</summary>
    public static void Join(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<ushort> words)
    {
        var i = 0;
        for (; i + Vector128<byte>.Count <= upper.Length; i += Vector128<byte>.Count)
        {
            var (upperFirst, upperLast) = Vector128.Widen(Vector128.Create(upper.Slice(i, Vector128<byte>.Count)));
            var (lowerFirst, lowerLast) = Vector128.Widen(Vector128.Create(lower.Slice(i, Vector128<byte>.Count)));
            (upperFirst << 8 | lowerFirst).CopyTo(words[i..]);
            (upperLast << 8 | lowerLast).CopyTo(words[(i + Vector128<ushort>.Count)..]);
        }
        for (; i < upper.Length; i++)
            words[i] = (ushort)(upper[i] << 8 | lower[i]);
    }

    /// <summary>Words as they lie in a file, little endian.</summary>
    public static void Copy(ReadOnlySpan<byte> bytes, Span<ushort> words)
    {
        bytes[..(words.Length * sizeof(ushort))].CopyTo(MemoryMarshal.AsBytes(words));
        if (!BitConverter.IsLittleEndian)
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words, words);
    }
}
