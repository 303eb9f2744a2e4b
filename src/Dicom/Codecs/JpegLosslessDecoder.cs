namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Lossless JPEG with Huffman coding (process 14), all seven predictors, restart intervals, several components. ISO/IEC 10918-1, annex H.
/// (JpegLibrary decodes predictors 2, 3, 6 and 7 to wrong pixels without saying so: it never sees these.)
/// </summary>
internal static class JpegLosslessDecoder
{
    public static ushort[] Decode(ReadOnlySpan<byte> stream, JpegHeader header)
    {
        var values = new ushort[(long)header.Rows * header.Columns * header.Components];
        JpegScans.Read(stream, (components, scan) =>
        {
            // A.2.2: alone, a component's sampling factors mean nothing; together, they order the samples.
            if (components.Count > 1 && !components.All(c => c.IsOneByOne))
                throw JpegScans.UnsupportedSampling();
            DecodeScan(scan, header, values);
        });
        return values;
    }

    private static void DecodeScan(JpegScan scan, JpegHeader header, ushort[] values)
    {
        if (scan.Selector is < 1 or > 7 || scan.PointTransform >= header.Precision)
            throw DicomException.Corrupt($"The JPEG codestream has no predictor {scan.Selector}", DicomTags.PixelData);
        // H.1.1: a restart interval is a whole number of lines.
        if (scan.RestartInterval % header.Columns != 0)
            throw DicomException.Corrupt("The JPEG codestream restarts within a line", DicomTags.PixelData);
        var linesPerSegment = scan.RestartInterval == 0 ? header.Rows : scan.RestartInterval / header.Columns;
        var segments = scan.Entropy.Segments;
        scan.Entropy.MustNumber((header.Rows + linesPerSegment - 1) / linesPerSegment);
        for (var row = 0; row < header.Rows; row += linesPerSegment)
        {
            var (start, end) = segments[row / linesPerSegment];
            var bits = new JpegBitReader(scan.Entropy.Buffer, start, end);
            for (var line = row; line < Math.Min(row + linesPerSegment, header.Rows); line++)
            {
                if (scan.Components.Count == 1)
                    DecodeLine(ref bits, scan, header, values, line, first: line == row);
                else
                    DecodeInterleavedLine(ref bits, scan, header, values, line, first: line == row);
                bits.ThrowIfOverrun();
            }
            bits.ThrowUnlessSpent();
        }
        CheckRange(scan, header, values);
        if (scan.PointTransform > 0)
            Shift(scan, header, values);
    }

    private static void DecodeLine(ref JpegBitReader bits, JpegScan scan, JpegHeader header, ushort[] values, int line, bool first)
    {
        var component = scan.Components[0];
        var stride = header.Components;
        var table = component.Direct;
        var width = header.Columns * stride;
        var current = values.AsSpan(line * width, width);
        var above = first ? current : values.AsSpan((line - 1) * width, width);
        // H.1.2.1: the first sample of the scan from the middle of the range, of a line from above, of the first line from the left.
        var prediction = first ? 1 << (header.Precision - scan.PointTransform - 1) : above[component.Index];
        current[component.Index] = (ushort)(prediction + Difference(ref bits, table));
        var predictor = first ? 1 : scan.Selector;
        if (predictor == 1)
        {
            int left = current[component.Index];
            for (var i = component.Index + stride; i < current.Length; i += stride)
            {
                left = (ushort)(left + Difference(ref bits, table));
                current[i] = (ushort)left;
            }
            return;
        }
        for (var i = component.Index + stride; i < current.Length; i += stride)
            current[i] = (ushort)(Predict(predictor, current[i - stride], above[i], above[i - stride]) + Difference(ref bits, table));
    }

    private static void DecodeInterleavedLine(ref JpegBitReader bits, JpegScan scan, JpegHeader header, ushort[] values, int line, bool first)
    {
        var stride = header.Components;
        var width = header.Columns * stride;
        var start = line * width;
        for (var x = 0; x < header.Columns; x++)
        {
            foreach (var component in scan.Components)
            {
                var i = start + x * stride + component.Index;
                var prediction = (x, first) switch
                {
                    (0, true) => 1 << (header.Precision - scan.PointTransform - 1),
                    (0, false) => values[i - width],
                    (_, true) => values[i - stride],
                    _ => Predict(scan.Selector, values[i - stride], values[i - width], values[i - width - stride]),
                };
                values[i] = (ushort)(prediction + Difference(ref bits, component.Direct));
            }
        }
    }

    // Table H.1.
    private static int Predict(int predictor, int left, int above, int aboveLeft) => predictor switch
    {
        1 => left,
        2 => above,
        3 => aboveLeft,
        4 => left + above - aboveLeft,
        5 => left + ((above - aboveLeft) >> 1),
        6 => above + ((left - aboveLeft) >> 1),
        _ => (left + above) >> 1,
    };

    // H.1.2.2: category 16 stands for 32768 and has no further bits.
    private static int Difference(ref JpegBitReader bits, HuffmanTable table)
    {
        bits.Fill();
        var category = table.Decode(ref bits);
        return category switch
        {
            0 => 0,
            < 16 => bits.ReadDifference(category),
            16 => 32768,
            _ => throw DicomException.Corrupt("The JPEG codestream is damaged: a difference is impossible", DicomTags.PixelData),
        };
    }

    // Differences are taken modulo 65536 (H.1.2.1): a damaged one shows itself by leaving the range of the samples, sooner or later.
    private static void CheckRange(JpegScan scan, JpegHeader header, ushort[] values)
    {
        var most = (1 << (header.Precision - scan.PointTransform)) - 1;
        if (most >= ushort.MaxValue)
            return;
        foreach (var component in scan.Components)
        {
            for (var i = component.Index; i < values.Length; i += header.Components)
            {
                if (values[i] > most)
                    throw DicomException.Corrupt($"The JPEG codestream is damaged: a sample has more than {header.Precision} bits", DicomTags.PixelData);
            }
        }
    }

    private static void Shift(JpegScan scan, JpegHeader header, ushort[] values)
    {
        foreach (var component in scan.Components)
        {
            for (var i = component.Index; i < values.Length; i += header.Components)
                values[i] <<= scan.PointTransform;
        }
    }
}
