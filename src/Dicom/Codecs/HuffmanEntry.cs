namespace OxiPortal.Dicom.Codecs;

/// <summary>A code of a Huffman table: what it stands for and how many bits it takes, alone and with the value behind it. ISO/IEC 10918-1, annex F.</summary>
/// <param name="Packed">Symbol, bits of the code, bits of code and value: a byte each, the last lowest. 0 is no entry.</param>
internal readonly record struct HuffmanEntry(uint Packed)
{
    /// <param name="symbol">Of a DC or lossless table the category of a difference, of an AC table run and category.</param>
    /// <param name="codeBits">1 to 16.</param>
    /// <param name="valueBits">Bits that follow the code: 0 to 15.</param>
    public HuffmanEntry(int symbol, int codeBits, int valueBits)
        : this((uint)(symbol << 16 | codeBits << 8 | (codeBits + valueBits)))
    {
    }

    public int AllBits => (int)(Packed & 0xFF);

    public int CodeBits => (int)(Packed >> 8 & 0xFF);

    public int Symbol => (int)(Packed >> 16);
}
