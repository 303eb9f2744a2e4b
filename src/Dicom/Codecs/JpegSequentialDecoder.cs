using System.Runtime.CompilerServices;

namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Sequential DCT with Huffman coding (SOF0 and SOF1, 8 and 12 bits): one pass from codes to samples that refuses what is damaged on its way. A block that
/// is missing is an error, never grey. ISO/IEC 10918-1, annex F.
/// </summary>
internal static class JpegSequentialDecoder
{
    /// <summary>The samples of all components, interleaved, subsampled ones enlarged.</summary>
    /// <param name="stream">The codestream.</param>
    /// <param name="header">Its frame header, already held against the tags.</param>
    /// <param name="most">Samples are clamped to 0..most: a lossy codestream may overshoot what can be stored.</param>
    /// <exception cref="DicomException">A block is missing or its codes are impossible, or components are subsampled in a way that is not supported.</exception>
    public static ushort[] Decode(ReadOnlySpan<byte> stream, JpegHeader header, int most)
    {
        // Table B.2.
        if (header.Precision is not (8 or 12))
            throw DicomException.Corrupt($"JPEG of this kind cannot have {header.Precision} bits a value", DicomTags.PixelData);
        var planes = new JpegPlane?[header.Components];
        JpegScans.Read(stream, (components, scan) => DecodeScan(scan, components, planes, header, most));
        return JpegEnlarging.Interleave([.. planes.OfType<JpegPlane>()], header);
    }

    private static void DecodeScan(JpegScan scan, JpegComponent[] components, JpegPlane?[] planes, JpegHeader header, int most)
    {
        if (scan.Components.Any(c => c.Alternating is null || c.Steps is null))
            throw DicomException.Corrupt("A JPEG scan names a component or table that is not there", DicomTags.PixelData);
        foreach (var component in scan.Components)
            planes[component.Index] = JpegPlane.Create(component.Component, components, header, scan.Entropy);
        // A.2.2: a scan of one component has one block a unit, and only as many as its own samples fill. A.2.3: others have whole units of all.
        var alone = scan.Components.Length == 1;
        var first = planes[scan.Components[0].Index]!;
        var across = alone ? Units(first.Columns, 1) : Units(header.Columns, components.Max(c => c.Horizontal));
        var down = alone ? Units(first.Rows, 1) : Units(header.Rows, components.Max(c => c.Vertical));
        var units = (long)across * down;
        var perSegment = scan.RestartInterval == 0 ? units : scan.RestartInterval;
        scan.Entropy.MustNumber((units + perSegment - 1) / perSegment);
        Span<int> predictions = stackalloc int[scan.Components.Length];
        Span<int> coefficients = stackalloc int[64];
        coefficients.Clear();
        var (row, column) = (0, 0);
        foreach (var (start, end) in scan.Entropy.Segments)
        {
            var bits = new JpegBitReader(scan.Entropy.Buffer, start, end);
            predictions.Clear();
            for (var left = Math.Min(perSegment, units); left > 0; left--, units--)
            {
                for (var i = 0; i < predictions.Length; i++)
                {
                    ref readonly var component = ref scan.Components[i];
                    var (wide, high) = alone ? (1, 1) : (component.Component.Horizontal, component.Component.Vertical);
                    for (var block = 0; block < wide * high; block++)
                    {
                        var last = DecodeBlock(ref bits, component, header.Precision, ref predictions[i], coefficients);
                        Place(coefficients, last, planes[component.Index]!, 8 * (row * high + block / wide), 8 * (column * wide + block % wide), header, most);
                    }
                }
                bits.ThrowIfOverrun();
                if (++column == across)
                    (row, column) = (row + 1, 0);
            }
            bits.ThrowUnlessSpent();
        }
    }

    // Units of so many blocks of 8 that hold that many samples.
    private static int Units(int samples, int blocks) => (samples + 8 * blocks - 1) / (8 * blocks);

    // Gives where in the codestream's order the last coefficient stands.
    private static int DecodeBlock(ref JpegBitReader reader, in JpegScanComponent component, int precision, ref int prediction, scoped Span<int> coefficients)
    {
        // A copy that nothing refers to stays in registers.
        var bits = reader;
        var steps = component.Steps.AsSpan(0, 64);
        var table = component.Alternating!;
        bits.Fill();
        var entry = bits.Next(component.Direct);
        if (entry.Symbol > 15)
            throw Damaged();
        prediction += bits.Take(entry);
        // A.3.3: the DC coefficient is eight times the block's mean about the middle of the range, to the nearest step. Where codes were misread,
        // the sum of the differences soon leaves it.
        var mean = (long)prediction * steps[0];
        if (Math.Abs(mean) > (4L << precision) + steps[0])
            throw Damaged();
        coefficients[0] = (int)mean;
        var last = 0;
        for (var k = 1; k < 64; k++)
        {
            bits.Fill();
            int value;
            var whole = bits.NextWhole(table);
            if (whole.Packed != 0)
            {
                bits.Skip(whole.Bits);
                value = whole.Value;
                if (value == 0)
                    break; // End of block.
                k += whole.Run;
            }
            else
            {
                entry = bits.Next(table);
                value = bits.Take(entry);
                k += entry.Symbol >> 4;
                if ((entry.Symbol & 15) == 0)
                {
                    if (entry.Symbol != 0xF0)
                        break; // End of block.
                    continue;
                }
            }
            if (k > 63)
                throw Damaged();
            coefficients[InverseCosine.ZigZag[k]] = value * steps[k];
            last = k;
        }
        reader = bits;
        return last;
    }

    private static void Place(Span<int> coefficients, int last, JpegPlane plane, int row, int column, JpegHeader header, int most)
    {
        var middle = 1 << (header.Precision - 1);
        if (row + 8 <= plane.Rows && column + 8 <= plane.Columns)
        {
            InverseCosine.Transform(coefficients, last, middle, most, plane.Samples.AsSpan(row * plane.Columns + column), plane.Columns);
        }
        else
        {
            PlaceAtEdge(coefficients, last, plane, row, column, middle, most);
        }
        if (last == 0)
            coefficients[0] = 0;
        else
            coefficients.Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlaceAtEdge(Span<int> coefficients, int last, JpegPlane plane, int row, int column, int middle, int most)
    {
        Span<ushort> block = stackalloc ushort[64];
        InverseCosine.Transform(coefficients, last, middle, most, block, 8);
        plane.Put(block, row, column);
    }

    private static DicomException Damaged() => DicomException.Corrupt("The JPEG codestream is damaged: a block is impossible", DicomTags.PixelData);
}
