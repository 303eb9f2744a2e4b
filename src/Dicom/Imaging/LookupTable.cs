using System.Buffers.Binary;

namespace OxiPortal.Dicom.Imaging;

/// <summary>A table of a LUT Descriptor and its data: PS3.3 C.11.1.1 (modality), C.11.2.1.1 (VOI), C.11.4.1 (presentation), C.7.6.3.1.5 (palette).</summary>
internal sealed class LookupTable
{
    private readonly ushort[] _entries;

    private LookupTable(ushort[] entries, int firstMapped, int bits) => (_entries, FirstMapped, Bits) = (entries, firstMapped, bits);

    /// <summary>The input that the first entry stands for; what lies below takes that entry too, what lies above the table its last.</summary>
    public int FirstMapped { get; }

    /// <summary>Bits of an entry, 1 to 16: the output spans 0 to 2^Bits - 1.</summary>
    public int Bits { get; }

    public int Count => _entries.Length;

    /// <summary>The largest output the table may hold.</summary>
    public int Most => (1 << Bits) - 1;

    public ReadOnlySpan<ushort> Entries => _entries;

    /// <summary>The output for an input, halves rounded up as in the browser; what lies outside takes the entry at that end.</summary>
    public ushort this[double input] => _entries[(int)Math.Clamp(Math.Floor(input + 0.5) - FirstMapped, 0, _entries.Length - 1)];

    /// <summary>Number of entries (a 0 stands for 65536), the first input mapped, bits of an entry.</summary>
    /// <param name="isSigned">The input is signed: writers mix up US and SS, so that the input decides what the second number's 16 bits mean.</param>
    /// <exception cref="DicomException">There are not three numbers, or the bits are none of a table.</exception>
    public static (int Count, int FirstMapped, int Bits) Descriptor(DicomDataset item, DicomTag tag, bool isSigned)
    {
        if (item.GetValues<long>(tag) is not [var count, var first, var bits])
            throw DicomException.Corrupt("A look-up table has no descriptor of three numbers", tag);
        if (bits is < 1 or > 16)
            throw DicomException.Corrupt($"A look-up table with {bits} bits an entry is not possible: 8 to 16 are", tag);
        return ((ushort)count == 0 ? 65536 : (ushort)count, isSigned ? (short)(ushort)first : (ushort)first, (int)bits);
    }

    /// <exception cref="DicomException">There is no descriptor or no data, or the data do not hold as many entries.</exception>
    public static LookupTable Read(DicomDataset item, DicomTag descriptor, DicomTag data, bool isSigned)
    {
        var (count, first, bits) = Descriptor(item, descriptor, isSigned);
        if (item.Find(data) is not DicomElement element)
            throw DicomException.Corrupt("A look-up table has no data", data);
        var bytes = element.Bytes.Span;
        // Entries of 8 bits are stored one a byte by some writers, one a word by others: the length tells.
        var wide = bytes.Length >= count * 2;
        if (!wide && (bits > 8 || bytes.Length < count))
            throw DicomException.Corrupt($"The look-up table is truncated: {count} entries do not fit {bytes.Length} bytes", data);
        var entries = new ushort[count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = wide ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]) : bytes[i];
        return Of(entries, first, bits);
    }

    /// <summary>A table already taken apart. Entries wider than their descriptor says widen the output rather than wrap around.</summary>
    public static LookupTable Of(ushort[] entries, int firstMapped, int bits)
    {
        var most = 0;
        foreach (var entry in entries)
            most = Math.Max(most, entry);
        while (most >= 1 << bits)
            bits++;
        return new LookupTable(entries, firstMapped, bits);
    }
}
