using System.Buffers.Binary;

namespace OxiPortal.Codecs;

/// <summary>
/// A JPEG 2000 codestream with bytes behind the data of each tile that cannot begin a packet: a header of ones asks for code-blocks whose length has more
/// bits than any may have. ISO/IEC 15444-1, A.4.2 and B.10.
/// </summary>
internal sealed unsafe class TrailedCodestream : IDisposable
{
    private const int StartBytes = 12; // SOT: marker, Lsot, Isot, Psot, TPsot, TNsot
    private const int LengthOffset = 6;

    // A byte after FF holds seven bits (B.10.1).
    private const int TrailBytes = 64;

    private readonly PageBuffer _buffer;

    /// <param name="codestream">From its SOC marker to its EOC marker.</param>
    /// <exception cref="CodecException">It is not made of tile-parts from end to end.</exception>
    public TrailedCodestream(ReadOnlySpan<byte> codestream)
    {
        var (header, parts) = Walk(codestream);
        var last = parts.Select((part, i) => (part.Tile, i)).GroupBy(p => p.Tile).Select(tile => tile.Last().i).ToHashSet();
        _buffer = new PageBuffer((nuint)(codestream.Length + last.Count * (long)TrailBytes));
        var target = new Span<byte>(_buffer.Address, checked(codestream.Length + last.Count * TrailBytes));
        codestream[..header].CopyTo(target);
        var position = header;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = codestream.Slice(parts[i].Offset, parts[i].Length);
            part.CopyTo(target[position..]);
            var length = part.Length;
            if (last.Contains(i))
            {
                for (var at = 0; at < TrailBytes; at++)
                    target[position + length++] = at % 2 == 0 ? (byte)0xFF : (byte)0x7F;
            }
            BinaryPrimitives.WriteUInt32BigEndian(target[(position + LengthOffset)..], (uint)length);
            position += length;
        }
        codestream[^2..].CopyTo(target[position..]);
        Length = position + 2;
    }

    private int Length { get; }

    public ReadOnlySpan<byte> Bytes => new(_buffer.Address, Length);

    private static (int Header, List<(int Tile, int Offset, int Length)> Parts) Walk(ReadOnlySpan<byte> codestream)
    {
        var position = 2;
        while (position + 4 <= codestream.Length && codestream[position..] is not [0xFF, 0x90, ..])
            position += 2 + BinaryPrimitives.ReadUInt16BigEndian(codestream[(position + 2)..]);
        var (header, end) = (position, codestream.Length - 2);
        var parts = new List<(int, int, int)>();
        while (position < end)
        {
            if (position + StartBytes > end || codestream[position..] is not [0xFF, 0x90, ..])
                throw new CodecException(CodecOutcome.Damaged);
            var length = BinaryPrimitives.ReadUInt32BigEndian(codestream[(position + LengthOffset)..]);
            if (length == 0) // The last one, to the end.
                length = (uint)(end - position);
            if (length < StartBytes || length > end - position)
                throw new CodecException(CodecOutcome.Damaged);
            parts.Add((BinaryPrimitives.ReadUInt16BigEndian(codestream[(position + 4)..]), position, (int)length));
            position += (int)length;
        }
        return position == end && parts.Count > 0 ? (header, parts) : throw new CodecException(CodecOutcome.Damaged);
    }

    public void Dispose() => _buffer.Dispose();
}
