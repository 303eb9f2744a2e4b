namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Walks through every code of a sequential DCT codestream (SOF0, SOF1) without computing pixels. A decoder that fills up what is missing
/// with grey, and leaves lying what is too much, must not be handed a truncated or damaged film. ISO/IEC 10918-1, annex F.
/// </summary>
internal static class JpegScanCheck
{
    /// <exception cref="DicomException">A block is missing or its codes are impossible.</exception>
    public static void Check(ReadOnlySpan<byte> stream, JpegHeader header) =>
        JpegScans.Read(stream, (components, scan) => CheckScan(components, scan, header));

    private static void CheckScan(IReadOnlyList<JpegComponent> components, JpegScan scan, JpegHeader header)
    {
        if (scan.Components.Any(c => c.Alternating is null || c.DirectStep == 0))
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
        scan.Entropy.MustNumber((units + perSegment - 1) / perSegment);
        var predictions = new int[scan.Components.Count];
        foreach (var (start, end) in scan.Entropy.Segments)
        {
            var bits = new JpegBitReader(scan.Entropy.Buffer, start, end);
            Array.Clear(predictions);
            for (var left = Math.Min(perSegment, units); left > 0; left--, units--)
            {
                for (var i = 0; i < predictions.Length; i++)
                {
                    var component = scan.Components[i];
                    var blocks = predictions.Length == 1 ? 1 : component.Component.Horizontal * component.Component.Vertical;
                    for (var block = 0; block < blocks; block++)
                        CheckBlock(ref bits, component, header, ref predictions[i]);
                }
                bits.ThrowIfOverrun();
            }
            bits.ThrowUnlessSpent();
        }
    }

    // How many blocks of 8 the samples fill, rounded up twice.
    private static int Blocks(int scaled, int most) => ((scaled + most - 1) / most + 7) / 8;

    private static void CheckBlock(ref JpegBitReader bits, JpegScanComponent component, JpegHeader header, ref int prediction)
    {
        bits.Fill();
        var category = component.Direct.Decode(ref bits);
        if (category > 15)
            throw Damaged();
        if (category > 0)
            prediction += bits.ReadDifference(category);
        // A.3.3: the DC coefficient is eight times the block's mean about the middle of the range, to the nearest step. Where codes were misread,
        // the sum of the differences soon leaves it.
        if (Math.Abs((long)prediction * component.DirectStep) > (4L << header.Precision) + component.DirectStep)
            throw Damaged();
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
