namespace OxiPortal.Dicom.Codecs;

/// <summary>A Huffman table of a JPEG codestream: ISO/IEC 10918-1, annex C and F.2.2.3.</summary>
internal sealed class HuffmanTable
{
    private const int LookupBits = 11;

    private readonly byte[] _symbols;
    // Of each code length, the code after its last (left-aligned to 16 bits; 0 where there is none) and where its symbols begin.
    private readonly int[] _limit = new int[17];
    private readonly int[] _offset = new int[17];
    // Symbol in the low byte, code length above; 0 where the code is longer than the lookup.
    private readonly ushort[] _lookup = new ushort[1 << LookupBits];

    private HuffmanTable(ReadOnlySpan<byte> counts, byte[] symbols)
    {
        _symbols = symbols;
        var code = 0;
        var symbol = 0;
        for (var length = 1; length <= 16; length++)
        {
            var count = counts[length - 1];
            _offset[length] = symbol - code;
            if (code + count > 1 << length)
                throw DicomException.Corrupt("The JPEG codestream has an impossible Huffman table", DicomTags.PixelData);
            if (length <= LookupBits)
            {
                for (var i = 0; i < count; i++)
                {
                    var entry = (ushort)((length << 8) | symbols[symbol + i]);
                    _lookup.AsSpan((code + i) << (LookupBits - length), 1 << (LookupBits - length)).Fill(entry);
                }
            }
            code += count;
            symbol += count;
            _limit[length] = count == 0 ? 0 : code << (16 - length);
            code <<= 1;
        }
    }

    /// <summary>Reads the tables of a DHT segment into their places: index = class * 4 + identifier.</summary>
    public static void ReadSegment(ReadOnlySpan<byte> segment, HuffmanTable?[] tables)
    {
        while (!segment.IsEmpty)
        {
            if (segment.Length < 17)
                throw JpegMarkers.Truncated();
            var (tableClass, identifier) = (segment[0] >> 4, segment[0] & 15);
            var total = 0;
            for (var i = 1; i <= 16; i++)
                total += segment[i];
            if (tableClass > 1 || identifier > 3 || total > 256)
                throw DicomException.Corrupt("The JPEG codestream has an impossible Huffman table", DicomTags.PixelData);
            if (segment.Length < 17 + total)
                throw JpegMarkers.Truncated();
            tables[tableClass * 4 + identifier] = new HuffmanTable(segment[1..17], segment.Slice(17, total).ToArray());
            segment = segment[(17 + total)..];
        }
    }

    /// <summary>The next symbol. The reader must hold at least 16 bits.</summary>
    public int Decode(ref JpegBitReader bits)
    {
        var peek = (int)bits.Peek(16);
        var entry = _lookup[peek >> (16 - LookupBits)];
        if (entry != 0)
        {
            bits.Skip(entry >> 8);
            return entry & 0xFF;
        }
        for (var length = LookupBits + 1; length <= 16; length++)
        {
            if (peek >= _limit[length])
                continue;
            bits.Skip(length);
            return _symbols[(peek >> (16 - length)) + _offset[length]];
        }
        throw DicomException.Corrupt("The JPEG codestream is damaged: a Huffman code is not in its table", DicomTags.PixelData);
    }
}
