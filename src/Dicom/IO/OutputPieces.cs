using System.Buffers;

namespace OxiPortal.Dicom.IO;

/// <summary>What is to be written, in its order: headers and short values gathered, long values where they lie.</summary>
internal sealed class OutputPieces : IBufferWriter<byte>
{
    private const int LongValueBytes = 1 << 12;

    private readonly List<ByteRange> _done = [];
    private ArrayBufferWriter<byte> _gathered = new();
    private long _doneBytes;

    public long Length => _doneBytes + _gathered.WrittenCount;

    public void Append(ByteRange value)
    {
        if (value.Length < LongValueBytes)
            _gathered.Write(value.ReadAll().Span);
        else
            AddPiece(value);
    }

    public void Append(OutputPieces other)
    {
        foreach (var piece in other._done)
            AddPiece(piece);
        if (other._gathered.WrittenCount < LongValueBytes)
            _gathered.Write(other._gathered.WrittenSpan);
        else
            AddPiece(new ByteRange(other._gathered.WrittenMemory));
    }

    /// <summary>All of it, in pieces that do not fill the memory.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Chunks() => _done.SelectMany(piece => piece.Chunks()).Append(_gathered.WrittenMemory);

    public void Advance(int count) => _gathered.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _gathered.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _gathered.GetSpan(sizeHint);

    private void AddPiece(ByteRange piece)
    {
        if (_gathered.WrittenCount > 0)
        {
            _done.Add(new ByteRange(_gathered.WrittenMemory));
            _doneBytes += _gathered.WrittenCount;
            _gathered = new();
        }
        _done.Add(piece);
        _doneBytes += piece.Length;
    }
}
