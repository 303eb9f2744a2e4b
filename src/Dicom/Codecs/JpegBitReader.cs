using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Reads bits, highest first, from entropy-coded bytes whose stuffing has been taken out.</summary>
/// <param name="buffer">With at least <see cref="Padding"/> bytes after <paramref name="end"/>.</param>
internal ref struct JpegBitReader(ReadOnlySpan<byte> buffer, int start, int end)
{
    /// <summary>Zeros that must follow the last byte: the reader stands up to 7 bytes ahead of what was taken, and looks 8 ahead of that.</summary>
    public const int Padding = 16;

    // Some encoders fill up to a word, or a fragment to an even length, before the next marker.
    private const int MostFillBytes = 16;

    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private readonly int _end = end;
    private int _position = start;
    // Left-aligned. What stands below the counted bits is what follows in the stream, and is put there again by the next fill.
    private ulong _bits;
    private int _count;

    /// <summary>Makes sure of 56 bits: enough for one code (16) and what follows it (15).</summary>
    /// <exception cref="DicomException">More was read than there is, by far.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        // Without a branch on the count: how many bits a code takes cannot be foreseen, and a branch foreseen wrongly costs more than the load.
        if ((uint)_position > (uint)(_buffer.Length - sizeof(ulong)))
            ThrowTruncated();
        _bits |= BinaryPrimitives.ReadUInt64BigEndian(_buffer.Slice(_position, sizeof(ulong))) >> _count;
        _position += (63 - _count) >> 3;
        _count |= 56;
    }

    /// <summary>The entry of the code that comes next. <see cref="Fill"/> first.</summary>
    /// <exception cref="DicomException">There is no such code.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly HuffmanEntry Next(HuffmanTable table) => table.Find(_bits);

    /// <summary>The AC coefficient that comes next, if it is short; else no entry. <see cref="Fill"/> first, and <see cref="Skip"/> it then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly AlternatingEntry NextWhole(HuffmanTable table) => table.FindWhole(_bits);

    /// <summary>Takes so many bits, whose meaning is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        _bits <<= bits;
        _count -= bits;
    }

    /// <summary>Takes a code and the bits that follow it: the value in these, ISO/IEC 10918-1, F.2.2.1, EXTEND. 0 where none follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(HuffmanEntry entry)
    {
        var following = _bits << entry.CodeBits;
        var size = entry.AllBits - entry.CodeBits;
        _bits <<= entry.AllBits;
        _count -= entry.AllBits;
        var value = (int)(following >> 1 >> (63 - size));
        // A first bit of 0 is a negative value.
        var negative = (int)(~(long)following >> 63);
        return value - (((1 << size) - 1) & negative);
    }

    /// <summary>More bits were read than there were: call it often enough, at least at the end of every segment.</summary>
    public readonly void ThrowIfOverrun()
    {
        if (_position * 8L - _count > _end * 8L)
            ThrowTruncated();
    }

    /// <summary>Nothing is left of the segment but padding: ones (F.1.2.3) or, by some encoders, zeros up to the next byte, and a few fill bytes.</summary>
    /// <exception cref="DicomException">More bits were read than there were, or codes are left over: somewhere before, a code was read as another.</exception>
    public readonly void ThrowUnlessSpent()
    {
        ThrowIfOverrun();
        var spentBits = _position * 8L - _count;
        var spentBytes = (int)((spentBits + 7) / 8);
        var ones = (1 << (int)(spentBytes * 8L - spentBits)) - 1;
        var padding = ones == 0 ? 0 : _buffer[spentBytes - 1] & ones;
        if ((padding != 0 && padding != ones) || _end - spentBytes > MostFillBytes || _buffer[spentBytes.._end].ContainsAnyExcept((byte)0, (byte)0xFF))
            throw DicomException.Corrupt("The JPEG codestream is damaged: codes are left over after the last pixel", DicomTags.PixelData);
    }

    [DoesNotReturn]
    private static void ThrowTruncated() => throw JpegMarkers.Truncated();
}
