using System.Buffers.Binary;

namespace OxiPortal.Dicom.Imaging;

/// <summary>Red, green and blue of PALETTE COLOR: PS3.3 C.7.6.3.1.5, C.7.6.3.1.6, C.7.9.</summary>
internal sealed class Palette
{
    private const int Discrete = 0;
    private const int Linear = 1;
    private const int Indirect = 2;

    private readonly LookupTable _red;
    private readonly LookupTable _green;
    private readonly LookupTable _blue;

    // Some writers say 16 bits and fill 8: then the brightest colour would be black.
    private readonly int _shift;

    private Palette(LookupTable red, LookupTable green, LookupTable blue)
    {
        (_red, _green, _blue) = (red, green, blue);
        var most = 0;
        foreach (var table in (ReadOnlySpan<LookupTable>)[red, green, blue])
        {
            foreach (var entry in table.Entries)
                most = Math.Max(most, entry);
        }
        _shift = most > 255 ? Math.Max(8, Math.Max(red.Bits, Math.Max(green.Bits, blue.Bits))) - 8 : 0;
    }

    /// <exception cref="DicomException">A table is absent or damaged.</exception>
    public static Palette Read(DicomDataset dataset, DicomPixelData pixels) => new(
        Table(dataset, pixels, DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.RedPaletteColorLookupTableData, DicomTags.SegmentedRedPaletteColorLookupTableData),
        Table(dataset, pixels, DicomTags.GreenPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableData, DicomTags.SegmentedGreenPaletteColorLookupTableData),
        Table(dataset, pixels, DicomTags.BluePaletteColorLookupTableDescriptor, DicomTags.BluePaletteColorLookupTableData, DicomTags.SegmentedBluePaletteColorLookupTableData));

    /// <summary>Red, green, blue of 8 bits, pixel after pixel.</summary>
    public byte[] ToRgb(PixelFrame frame)
    {
        var rgb = new byte[frame.Count * 3];
        for (var i = 0; i < frame.Count; i++)
        {
            var stored = frame[i];
            (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) =
                ((byte)(_red[stored] >> _shift), (byte)(_green[stored] >> _shift), (byte)(_blue[stored] >> _shift));
        }
        return rgb;
    }

    private static LookupTable Table(DicomDataset dataset, DicomPixelData pixels, DicomTag descriptor, DicomTag data, DicomTag segmented)
    {
        if (dataset.Contains(data) || dataset.Find(segmented) is not DicomElement element)
            return LookupTable.Read(dataset, descriptor, data, pixels.IsSigned);
        var (count, first, bits) = LookupTable.Descriptor(dataset, descriptor, pixels.IsSigned);
        return LookupTable.Of(Expand(Units(element.Bytes.Span, bits), count, bits <= 8, segmented), first, bits);
    }

    // C.7.9.2: what segments are made of is as wide as the entries.
    private static ushort[] Units(ReadOnlySpan<byte> bytes, int bits)
    {
        var units = new ushort[bits <= 8 ? bytes.Length : bytes.Length / 2];
        for (var i = 0; i < units.Length; i++)
            units[i] = bits <= 8 ? bytes[i] : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]);
        return units;
    }

    private static ushort[] Expand(ushort[] units, int count, bool narrow, DicomTag tag)
    {
        var entries = new List<ushort>(count);
        var at = 0;
        // A pad byte may follow the last segment: once the table is full, nothing more is read.
        while (entries.Count < count)
            at = Segment(units, at, entries, count, narrow, mayPoint: true, tag);
        return entries.Count == count ? [.. entries] : throw Damaged(tag);
    }

    /// <summary>Appends what the segment at that place stands for.</summary>
    /// <returns>Where the next one begins.</returns>
    private static int Segment(ushort[] units, int at, List<ushort> entries, int count, bool narrow, bool mayPoint, DicomTag tag)
    {
        if (at < 0 || at + 2 > units.Length)
            throw Damaged(tag);
        var (kind, length) = (units[at], units[at + 1]);
        // An empty segment does nothing but cost time: a hostile file could hold millions.
        if (length == 0)
            throw Damaged(tag);
        at += 2;
        switch (kind)
        {
            case Discrete when at + length <= units.Length:
                entries.AddRange(units.AsSpan(at, length));
                at += length;
                break;
            case Linear when at < units.Length && entries.Count > 0:
                // C.7.9.2.2: from the entry before, which is not repeated, to the end named.
                var (from, to) = (entries[^1], units[at++]);
                for (var i = 1; i <= length; i++)
                    entries.Add((ushort)Math.Round(from + (to - from) * (double)i / length, MidpointRounding.AwayFromZero));
                break;
            case Indirect when mayPoint && at + (narrow ? 4 : 2) <= units.Length:
                // C.7.9.2.3: so many segments, from a byte offset given lowest part first. They may not be indirect themselves.
                var offset = narrow
                    ? units[at] | (long)units[at + 1] << 8 | (long)units[at + 2] << 16 | (long)units[at + 3] << 24
                    : (units[at] | (long)units[at + 1] << 16) / 2;
                at += narrow ? 4 : 2;
                var target = offset < units.Length ? (int)offset : throw Damaged(tag);
                for (var i = 0; i < length; i++)
                    target = Segment(units, target, entries, count, narrow, mayPoint: false, tag);
                break;
            default:
                throw Damaged(tag);
        }
        return entries.Count <= count ? at : throw Damaged(tag);
    }

    private static DicomException Damaged(DicomTag tag) => DicomException.Corrupt("The segmented palette does not expand to as many colours as its descriptor says", tag);
}
