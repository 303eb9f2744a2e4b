namespace OxiPortal.Dicom.IO;

/// <summary>
/// A look at a source that moves forwards: all of what is in memory, a part of what is on the disk. Values become slices of what is in memory and copies of
/// what is on the disk (a slice would keep the whole window); large ones are left there.
/// </summary>
internal sealed class ByteWindow(ByteSource source)
{
    /// <summary>A longer value is left on the disk: pixels. Tables and texts are shorter.</summary>
    public const int MaxKeptValueBytes = 1 << 18;

    /// <summary>Once so many bytes are kept of a file on the disk, only short values are.</summary>
    private const long MaxKeptBytes = 64L << 20;
    private const int ShortValueBytes = 1 << 10;
    private const int LeastRead = 1 << 10;
    private const int MostRead = 1 << 16;

    private ReadOnlyMemory<byte> _window = source.InMemory ?? ReadOnlyMemory<byte>.Empty;
    private long _start;
    private int _nextRead = 1 << 13;
    private long _kept;
    private long? _paddingStart;

    public long Length => source.Length;

    /// <summary>Where the zeros begin that end the source. Looked for once: a file may be full of zeros that only seem to be its padding.</summary>
    public long PaddingStart => _paddingStart ??= FindPadding();

    /// <summary>So many bytes from that place on, which must be within the source; few of them.</summary>
    public ReadOnlySpan<byte> Peek(long at, int count)
    {
        if (at < _start || at + count > _start + _window.Length)
            Move(at, count);
        return _window.Span.Slice((int)(at - _start), count);
    }

    /// <summary>A value, which must be within the source.</summary>
    /// <param name="at">Where it begins.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="swappedUnit">Bytes of one big-endian number; 1 where nothing is to be turned round.</param>
    public ByteRange Value(long at, long length, int swappedUnit)
    {
        var range = new ByteRange(source, at, length);
        if (source.InMemory is not null)
            return range.Swapped(swappedUnit);
        if (length > (_kept > MaxKeptBytes ? ShortValueBytes : MaxKeptValueBytes))
            return range.Swapped(swappedUnit);
        _kept += length;
        var isInWindow = at >= _start && at + length <= _start + _window.Length;
        if (!isInWindow && length < MostRead)
        {
            Move(at, (int)length);
            isInWindow = true;
        }
        return new ByteRange(isInWindow ? _window.Slice((int)(at - _start), (int)length).ToArray() : range.ReadAll()).Swapped(swappedUnit);
    }

    // Reads on from the window's end grow; a jump over a large value begins small again: after it stands the header of another one.
    private void Move(long at, int count)
    {
        if (at + count > source.Length)
            throw DicomException.Corrupt("The file ends within the header of an attribute", offset: at);
        var isNext = at <= _start + _window.Length;
        _nextRead = isNext ? Math.Min(_nextRead * 2, MostRead) : LeastRead;
        _window = source.Slice(at, (int)Math.Min(Math.Max(_nextRead, count), source.Length - at));
        _start = at;
    }

    private long FindPadding()
    {
        for (var end = source.Length; end > 0;)
        {
            var from = Math.Max(0, end - MostRead);
            var last = source.Slice(from, (int)(end - from)).Span.LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
                return from + last + 1;
            end = from;
        }
        return 0;
    }
}
