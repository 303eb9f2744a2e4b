namespace OxiPortal.Dicom.Codecs;

/// <summary>What so many bits of a codestream begin with: a whole AC coefficient, or the end of its block. ISO/IEC 10918-1, F.1.2.2.</summary>
/// <param name="Packed">Value (upper half), run, bits of code and value together (a byte each). 0 is no entry: code and value are longer, or a run of 16 zeros.</param>
internal readonly record struct AlternatingEntry(int Packed)
{
    /// <param name="value">The coefficient before dequantisation; 0 at the end of a block.</param>
    /// <param name="run">Zeros before it: 0 to 15.</param>
    /// <param name="bits">1 to 11.</param>
    public AlternatingEntry(int value, int run, int bits)
        : this(value << 16 | run << 8 | bits)
    {
    }

    /// <summary>0 is the end of the block.</summary>
    public int Value => Packed >> 16;

    public int Run => Packed >> 8 & 0xFF;

    public int Bits => Packed & 0xFF;
}
