using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OxiPortal.Dicom.IO;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom;

/// <summary>
/// Bytes of a value, little endian: in memory, or a part of a file that is read when asked, and each time anew. Such a part can be read for as long
/// as its <see cref="DicomFile"/> (or the stream that was read) is open.
/// </summary>
public readonly struct ByteRange
{
    private const int ChunkBytes = 1 << 16;

    private readonly ByteSource? _source;
    private readonly long _offset;
    // Bytes of one number where the file is big endian and has not been turned round: else 1.
    private readonly byte _swappedUnit;

    internal ByteRange(ByteSource source, long offset, long length, int swappedUnit = 1) =>
        (_source, _offset, Length, _swappedUnit) = (source, offset, length, (byte)swappedUnit);

    public ByteRange(ReadOnlyMemory<byte> bytes)
        : this(new MemorySource(bytes), 0, bytes.Length)
    {
    }

    public long Length { get; }

    public bool IsEmpty => Length == 0;

    /// <summary>Reading costs nothing: the bytes are there.</summary>
    public bool IsInMemory => _source?.InMemory is not null && _swappedUnit <= 1;

    /// <summary>Some of the bytes: a slice of what is in memory, or read from the file.</summary>
    /// <exception cref="DicomException">More bytes than an array holds, or the file has become shorter.</exception>
    /// <exception cref="IOException">The disk does not give them.</exception>
    public ReadOnlyMemory<byte> Read(long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length - offset);
        if (count == 0)
            return ReadOnlyMemory<byte>.Empty;
        if (count > Array.MaxLength)
            throw new DicomException(RefusalCodes.TooLarge, $"A value of {count} bytes is too large to be read at once", offset: _offset);
        if (_swappedUnit <= 1)
            return _source!.Slice(_offset + offset, (int)count);
        // Whole numbers are turned round; what is left of one at the end of the value stays as it is.
        var before = (int)(offset % _swappedUnit);
        var from = offset - before;
        var to = Math.Min(Length, (offset + count + _swappedUnit - 1) / _swappedUnit * _swappedUnit);
        // Every byte is written below.
        var bytes = GC.AllocateUninitializedArray<byte>((int)(to - from));
        if (_swappedUnit == sizeof(ushort) && bytes.Length % sizeof(ushort) == 0 && _source!.InMemory is { } memory)
        {
            // Pixels: turned round on the way, in one pass.
            BinaryPrimitives.ReverseEndianness(
                MemoryMarshal.Cast<byte, ushort>(memory.Span.Slice((int)(_offset + from), bytes.Length)), MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()));
        }
        else
        {
            _source!.Read(_offset + from, bytes);
            SwapInPlace(bytes, _swappedUnit);
        }
        return bytes.AsMemory(before, (int)count);
    }

    /// <summary>All bytes.</summary>
    /// <exception cref="DicomException">More than an array holds, or the file has become shorter.</exception>
    public ReadOnlyMemory<byte> ReadAll() => Read(0, Length);

    /// <summary>A copy of all bytes.</summary>
    public byte[] ToArray() => ReadAll().ToArray();

    /// <summary>A part of the range, still unread.</summary>
    public ByteRange Slice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        if (length == 0)
            return default;
        return _swappedUnit <= 1 || (offset % _swappedUnit == 0 && length % _swappedUnit == 0)
            ? new ByteRange(_source!, _offset + offset, length, Math.Max((int)_swappedUnit, 1))
            : new ByteRange(Read(offset, length));
    }

    /// <summary>The bytes one after the other, in pieces that do not fill the memory.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Chunks()
    {
        if (IsInMemory)
        {
            if (Length > 0)
                yield return ReadAll();
            yield break;
        }
        for (long at = 0; at < Length; at += ChunkBytes)
            yield return Read(at, Math.Min(ChunkBytes, Length - at));
    }

    internal bool HasSameBytes(ByteRange other)
    {
        if (Length != other.Length)
            return false;
        for (long at = 0; at < Length; at += ChunkBytes)
        {
            var count = Math.Min(ChunkBytes, Length - at);
            if (!Read(at, count).Span.SequenceEqual(other.Read(at, count).Span))
                return false;
        }
        return true;
    }

    /// <summary>The length without trailing spaces and NULs.</summary>
    internal long LengthWithoutPadding()
    {
        var length = Length;
        while (length > 0)
        {
            var from = Math.Max(0, length - ChunkBytes);
            var rest = Read(from, length - from).Span.TrimEnd(" \0"u8).Length;
            if (rest > 0)
                return from + rest;
            length = from;
        }
        return 0;
    }

    /// <summary>The same bytes, each number of so many bytes turned round.</summary>
    internal ByteRange Swapped(int unit)
    {
        if (unit <= 1 || Length == 0)
            return this;
        // What is large is turned round when it is read: pixels need not lie in memory twice.
        if (_swappedUnit <= 1 && (!IsInMemory || Length > ChunkBytes))
            return new ByteRange(_source!, _offset, Length, unit);
        var bytes = ToArray();
        SwapInPlace(bytes, unit);
        return new ByteRange(bytes);
    }

    private static void SwapInPlace(Span<byte> bytes, int unit)
    {
        if (unit == sizeof(ushort))
        {
            // Pixels: millions at once.
            var words = MemoryMarshal.Cast<byte, ushort>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
            return;
        }
        for (; bytes.Length >= unit; bytes = bytes[unit..])
            bytes[..unit].Reverse();
    }
}
