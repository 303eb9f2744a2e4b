using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Reads bits, highest first, from entropy-coded bytes whose stuffing has been taken out.</summary>
/// <param name="buffer">With at least <see cref="Padding"/> bytes after <paramref name="end"/>.</param>
internal ref struct JpegBitReader(ReadOnlySpan<byte> buffer, int start, int end)
{
    public const int Padding = 8;

    // Some encoders fill up to a word, or a fragment to an even length, before the next marker.
    private const int MostFillBytes = 16;

    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private readonly int _end = end;
    private int _position = start;
    private ulong _bits; // Left-aligned.
    private int _count;

    /// <summary>Makes sure of 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (_count > 32)
            return;
        if (_position + 4 > _buffer.Length)
            throw JpegMarkers.Truncated();
        _bits |= (ulong)BinaryPrimitives.ReadUInt32BigEndian(_buffer[_position..]) << (32 - _count);
        _position += 4;
        _count += 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek(int count) => (uint)(_bits >> (64 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _bits <<= count;
        _count -= count;
    }

    /// <summary>A difference of that many bits, 1 to 15: ISO/IEC 10918-1, F.2.2.1, EXTEND.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadDifference(int count)
    {
        var value = (int)Peek(count);
        Skip(count);
        return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
    }

    /// <summary>More bits were read than there were: call it often enough, at least at the end of every segment.</summary>
    public readonly void ThrowIfOverrun()
    {
        if (_position * 8L - _count > _end * 8L)
            throw JpegMarkers.Truncated();
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
}
