namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Walks through every code of a sequential DCT codestream (SOF0, SOF1) without computing pixels. A decoder that fills up what is missing
/// with grey must not be handed a truncated or damaged film. ISO/IEC 10918-1, annex F.
/// </summary>
internal static class JpegScanCheck
{
    /// <exception cref="DicomException">A block is missing or its codes are impossible.</exception>
    public static void Check(ReadOnlySpan<byte> stream, JpegHeader header) =>
        JpegScans.Read(stream, (components, scan) => CheckScan(components, scan, header));

    private static void CheckScan(IReadOnlyList<JpegComponent> components, JpegScan scan, JpegHeader header)
    {
        if (scan.Components.Any(c => c.Alternating is null))
            throw DicomException.Corrupt("A JPEG scan names a component or table that is not there", DicomTags.PixelData);
        // JpegLibrary lays out the blocks of every scan as if all components were interleaved in it.
        if (scan.Components.Count < components.Count && !components.All(c => c.IsOneByOne))
            throw JpegScans.UnsupportedSampling();
        var (most, mostVertical) = (components.Max(c => c.Horizontal), components.Max(c => c.Vertical));
        long units;
        if (scan.Components.Count == 1)
        {
            // A.2.2: a scan of one component has one block a unit, and only as many as its own samples fill.
            var component = scan.Components[0].Component;
            units = (long)Blocks(header.Columns * component.Horizontal, most) * Blocks(header.Rows * component.Vertical, mostVertical);
        }
        else
        {
            units = (long)Blocks(header.Columns, most) * Blocks(header.Rows, mostVertical);
        }
        var perSegment = scan.RestartInterval == 0 ? units : scan.RestartInterval;
        var segments = scan.Entropy.Segments;
        if (segments.Count < (units + perSegment - 1) / perSegment)
            throw JpegMarkers.Truncated();
        for (var (unit, segment) = (0L, 0); unit < units; segment++)
        {
            var (start, end) = segments[segment];
            var bits = new JpegBitReader(scan.Entropy.Buffer, start, end);
            for (var last = Math.Min(unit + perSegment, units); unit < last; unit++)
            {
                foreach (var component in scan.Components)
                {
                    var blocks = scan.Components.Count == 1 ? 1 : component.Component.Horizontal * component.Component.Vertical;
                    for (var block = 0; block < blocks; block++)
                        SkipBlock(ref bits, component);
                }
                bits.ThrowIfOverrun();
            }
        }
    }

    // How many blocks of 8 the samples fill, rounded up twice.
    private static int Blocks(int scaled, int most) => ((scaled + most - 1) / most + 7) / 8;

    private static void SkipBlock(ref JpegBitReader bits, JpegScanComponent component)
    {
        bits.Fill();
        var category = component.Direct.Decode(ref bits);
        if (category > 15)
            throw Damaged();
        bits.Skip(category);
        for (var coefficient = 1; coefficient < 64; coefficient++)
        {
            bits.Fill();
            var symbol = component.Alternating!.Decode(ref bits);
            var (run, size) = (symbol >> 4, symbol & 15);
            if (size == 0)
            {
                if (run != 15)
                    return; // End of block.
                coefficient += 15;
                continue;
            }
            coefficient += run;
            if (coefficient > 63)
                throw Damaged();
            bits.Skip(size);
        }
    }

    private static DicomException Damaged() => DicomException.Corrupt("The JPEG codestream is damaged: a block is impossible", DicomTags.PixelData);
}
