using System.Runtime.CompilerServices;

namespace OxiPortal.Dicom.Codecs;

/// <summary>A Huffman table of a JPEG codestream: ISO/IEC 10918-1, annex C and F.2.2.3.</summary>
internal sealed class HuffmanTable
{
    // 11 bits hold all but the rarest codes, and several tables of that size a processor's nearest memory.
    private const int LookupBits = 11;

    private readonly byte[] _symbols;
    private readonly int _valueMask;
    // Of each code length, the code after its last (left-aligned to 16 bits; 0 where there is none) and where its symbols begin.
    private readonly int[] _limit = new int[17];
    private readonly int[] _offset = new int[17];
    private readonly HuffmanEntry[] _lookup = new HuffmanEntry[1 << LookupBits];
    // Of an AC table: code and value in one step, where both are within the bits looked up. Most are.
    private readonly AlternatingEntry[] _whole;

    // A symbol of a DC or lossless table is the number of bits that follow; of one of an AC table that is in its low half (F.1.2.2.1).
    private HuffmanTable(ReadOnlySpan<byte> counts, byte[] symbols, bool isAlternating)
    {
        _symbols = symbols;
        _valueMask = isAlternating ? 0x0F : 0xFF;
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
                    _lookup.AsSpan((code + i) << (LookupBits - length), 1 << (LookupBits - length)).Fill(Entry(symbols[symbol + i], length));
            }
            code += count;
            symbol += count;
            _limit[length] = count == 0 ? 0 : code << (16 - length);
            code <<= 1;
        }
        _whole = isAlternating ? Whole(_lookup) : [];
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
            tables[tableClass * 4 + identifier] = new HuffmanTable(segment[1..17], segment.Slice(17, total).ToArray(), tableClass == 1);
            segment = segment[(17 + total)..];
        }
    }

    /// <summary>The entry of the code that these bits begin with.</summary>
    /// <param name="bits">At least 16, left-aligned.</param>
    /// <exception cref="DicomException">There is no such code.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public HuffmanEntry Find(ulong bits)
    {
        var entry = _lookup[(int)(bits >> (64 - LookupBits))];
        return entry.Packed != 0 ? entry : FindLong((int)(bits >> 48));
    }

    /// <summary>Of an AC table: the coefficient that these bits begin with, if it is short; else no entry.</summary>
    /// <param name="bits">Left-aligned; those behind the last of the codestream are zeros.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AlternatingEntry FindWhole(ulong bits) => _whole[(int)(bits >> (64 - LookupBits))];

    private static AlternatingEntry[] Whole(HuffmanEntry[] lookup)
    {
        const int sixteenZeros = 0xF0;
        var whole = new AlternatingEntry[lookup.Length];
        for (var bits = 0; bits < whole.Length; bits++)
        {
            var entry = lookup[bits];
            var size = entry.AllBits - entry.CodeBits;
            if (entry.Packed == 0 || entry.AllBits > LookupBits || entry.Symbol == sixteenZeros)
                continue;
            if (size == 0)
            {
                whole[bits] = new AlternatingEntry(0, 0, entry.CodeBits);
                continue;
            }
            // F.2.2.1, EXTEND: a first bit of 0 is a negative value.
            var value = bits >> (LookupBits - entry.AllBits) & ((1 << size) - 1);
            whole[bits] = new AlternatingEntry(value >> (size - 1) == 0 ? value - (1 << size) + 1 : value, entry.Symbol >> 4, entry.AllBits);
        }
        return whole;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HuffmanEntry FindLong(int peek)
    {
        for (var length = LookupBits + 1; length <= 16; length++)
        {
            if (peek < _limit[length])
                return Entry(_symbols[(peek >> (16 - length)) + _offset[length]], length);
        }
        throw DicomException.Corrupt("The JPEG codestream is damaged: a Huffman code is not in its table", DicomTags.PixelData);
    }

    // No more than 15 bits ever follow: of categories beyond, 16 has none (H.1.2.2) and the others are impossible, which their users find.
    private HuffmanEntry Entry(int symbol, int length) => new(symbol, length, (symbol & _valueMask) is var bits and < 16 ? bits : 0);
}
