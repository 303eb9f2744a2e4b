using System.Runtime.CompilerServices;

namespace OxiPortal.Dicom.Codecs;

/// <summary>
/// Lossless JPEG with Huffman coding (process 14), all seven predictors, restart intervals, several components. ISO/IEC 10918-1, annex H.
/// </summary>
internal static class JpegLosslessDecoder
{
    public static ushort[] Decode(ReadOnlySpan<byte> stream, JpegHeader header)
    {
        ushort[] values = [];
        JpegScans.Read(stream, (components, scan) =>
        {
            // A.2.2: alone, a component's sampling factors mean nothing; together, they order the samples.
            if (components.Length > 1 && !components.All(c => c.IsOneByOne))
                throw JpegScans.UnsupportedSampling();
            // At least a bit a sample, before memory is taken. Every sample is written: a scan is read whole or refused, and every component has one.
            scan.Entropy.MustHold((long)header.Rows * header.Columns * scan.Components.Length);
            if (values.Length == 0)
                values = GC.AllocateUninitializedArray<ushort>(checked(header.Rows * header.Columns * header.Components));
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
        // Differences are taken modulo 65536 (H.1.2.1): a damaged one shows itself by leaving the range of the samples, sooner or later.
        var seen = 0;
        for (var row = 0; row < header.Rows; row += linesPerSegment)
        {
            var (start, end) = segments[row / linesPerSegment];
            var bits = new JpegBitReader(scan.Entropy.Buffer, start, end);
            for (var line = row; line < Math.Min(row + linesPerSegment, header.Rows); line++)
            {
                seen |= scan.Components.Length == 1
                    ? DecodeLine(ref bits, scan, header, values, line, first: line == row)
                    : DecodeInterleavedLine(ref bits, scan, header, values, line, first: line == row);
                bits.ThrowIfOverrun();
            }
            bits.ThrowUnlessSpent();
        }
        if (seen >> (header.Precision - scan.PointTransform) != 0)
            throw DicomException.Corrupt($"The JPEG codestream is damaged: a sample has more than {header.Precision} bits", DicomTags.PixelData);
        if (scan.PointTransform > 0)
            Shift(scan, header, values);
    }

    // Gives the bits that are set in any of its samples.
    private static int DecodeLine(ref JpegBitReader bits, JpegScan scan, JpegHeader header, ushort[] values, int line, bool first)
    {
        ref readonly var component = ref scan.Components[0];
        var stride = header.Components;
        var width = header.Columns * stride;
        var current = values.AsSpan(line * width, width)[component.Index..];
        var above = first ? current : values.AsSpan((line - 1) * width, width)[component.Index..];
        // H.1.2.1: the first sample of the scan from the middle of the range, of a line from above, of the first line from the left.
        var prediction = first ? 1 << (header.Precision - scan.PointTransform - 1) : above[0];
        var start = (ushort)(prediction + Difference(ref bits, component.Direct));
        current[0] = start;
        return (first ? 1 : scan.Selector) switch
        {
            1 => DecodeRest<JpegPredictors.Px1>(ref bits, component.Direct, current, above, stride),
            2 => DecodeRest<JpegPredictors.Px2>(ref bits, component.Direct, current, above, stride),
            3 => DecodeRest<JpegPredictors.Px3>(ref bits, component.Direct, current, above, stride),
            4 => DecodeRest<JpegPredictors.Px4>(ref bits, component.Direct, current, above, stride),
            5 => DecodeRest<JpegPredictors.Px5>(ref bits, component.Direct, current, above, stride),
            6 => DecodeRest<JpegPredictors.Px6>(ref bits, component.Direct, current, above, stride),
            _ => DecodeRest<JpegPredictors.Px7>(ref bits, component.Direct, current, above, stride),
        };
    }

    // The first sample of the line stands already.
    private static int DecodeRest<TPredictor>(ref JpegBitReader reader, HuffmanTable table, Span<ushort> current, ReadOnlySpan<ushort> above, int stride)
        where TPredictor : struct, IJpegPredictor
    {
        // A copy that nothing refers to stays in registers.
        var bits = reader;
        int left = current[0];
        int aboveLeft = above[0];
        var seen = left;
        above = above[..current.Length];
        for (var i = stride; i < current.Length; i += stride)
        {
            int straightAbove = above[i];
            bits.Fill();
            var entry = bits.Next(table);
            var difference = bits.Take(entry);
            if (entry.Symbol > 15)
                difference = Half(entry);
            left = (ushort)(TPredictor.Predict(left, straightAbove, aboveLeft) + difference);
            current[i] = (ushort)left;
            aboveLeft = straightAbove;
            seen |= left;
        }
        reader = bits;
        return seen;
    }

    private static int DecodeInterleavedLine(ref JpegBitReader reader, JpegScan scan, JpegHeader header, ushort[] values, int line, bool first)
    {
        var stride = header.Components;
        var width = header.Columns * stride;
        var start = line * width;
        var seen = 0;
        for (var x = 0; x < header.Columns; x++)
        {
            foreach (ref readonly var component in scan.Components.AsSpan())
            {
                var i = start + x * stride + component.Index;
                var prediction = (x, first) switch
                {
                    (0, true) => 1 << (header.Precision - scan.PointTransform - 1),
                    (0, false) => values[i - width],
                    (_, true) => values[i - stride],
                    _ => JpegPredictors.Predict(scan.Selector, values[i - stride], values[i - width], values[i - width - stride]),
                };
                values[i] = (ushort)(prediction + Difference(ref reader, component.Direct));
                seen |= values[i];
            }
        }
        return seen;
    }

    private static int Difference(ref JpegBitReader bits, HuffmanTable table)
    {
        bits.Fill();
        var entry = bits.Next(table);
        var difference = bits.Take(entry);
        return entry.Symbol > 15 ? Half(entry) : difference;
    }

    // H.1.2.2: category 16 stands for 32768 and has no further bits.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Half(HuffmanEntry entry) => entry.Symbol == 16
        ? 32768
        : throw DicomException.Corrupt("The JPEG codestream is damaged: a difference is impossible", DicomTags.PixelData);

    private static void Shift(JpegScan scan, JpegHeader header, ushort[] values)
    {
        foreach (var component in scan.Components)
        {
            for (var i = component.Index; i < values.Length; i += header.Components)
                values[i] <<= scan.PointTransform;
        }
    }
}
