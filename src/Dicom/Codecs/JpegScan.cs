using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Codecs;

/// <summary>One component of a frame. ISO/IEC 10918-1, B.2.2.</summary>
/// <param name="Quantization">Which quantisation table.</param>
internal readonly record struct JpegComponent(int Identifier, int Horizontal, int Vertical, int Quantization)
{
    /// <summary>Its sampling factors. Where all components are so, none is subsampled.</summary>
    public bool IsOneByOne => (Horizontal, Vertical) == (1, 1);
}

/// <summary>One component of a scan, with its tables. ISO/IEC 10918-1, B.2.3.</summary>
/// <param name="Index">Its place in the frame.</param>
/// <param name="Steps">Its 64 quantisation steps in the order of the codestream, that of the DC coefficient first; null where there are none, as in lossless JPEG.</param>
/// <param name="Direct">Of its DC coefficients, or its differences.</param>
/// <param name="Alternating">Of its AC coefficients; null where there is none.</param>
internal readonly record struct JpegScanComponent(int Index, JpegComponent Component, int[]? Steps, HuffmanTable Direct, HuffmanTable? Alternating);

/// <summary>One scan, ready to be read.</summary>
/// <param name="Selector">First of the spectral selection; in lossless JPEG the predictor.</param>
/// <param name="PointTransform">Low half of the successive approximation; in lossless JPEG the point transform.</param>
/// <param name="RestartInterval">MCUs from one restart marker to the next; 0 where there are none.</param>
internal sealed record JpegScan(
    JpegScanComponent[] Components, int Selector, int PointTransform, int RestartInterval, EntropySegments Entropy);

/// <summary>Reads the scans of a Huffman-coded codestream. ISO/IEC 10918-1, annex B.</summary>
internal static class JpegScans
{
    /// <summary>Calls back for each scan in turn. Every component of the frame is in exactly one of them (A.2.1).</summary>
    /// <param name="stream">The codestream.</param>
    /// <param name="process">Given the frame's components and one scan.</param>
    /// <exception cref="DicomException">The codestream is damaged, lacks a component or holds one twice.</exception>
    public static void Read(ReadOnlySpan<byte> stream, Action<JpegComponent[], JpegScan> process)
    {
        var tables = new HuffmanTable?[8];
        var steps = new int[]?[256]; // By the byte that names a table: lossless frames, which have none, may hold anything there.
        JpegComponent[] components = [];
        var missing = new HashSet<int>();
        var restartInterval = 0;
        var position = 2;
        while (true)
        {
            var isWhole = components.Length > 0 && missing.Count == 0;
            var found = JpegMarkers.Next(stream, ref position);
            var segment = found.Bytes;
            switch (found.Marker)
            {
                case 0xC4:
                    HuffmanTable.ReadSegment(segment, tables);
                    break;
                case 0xDB:
                    ReadSteps(segment, steps);
                    break;
                case >= 0xC0 and <= 0xCF and not (0xC8 or 0xCC):
                    components = ReadComponents(segment, components);
                    missing.UnionWith(Enumerable.Range(0, components.Length));
                    break;
                case 0xDD when segment.Length >= 2:
                    restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
                    break;
                case 0xDA:
                    var (chosen, selector, transform) = ReadScanHeader(segment, components, steps, tables);
                    // Before the scan is read: one that says everything again and again costs no more than once.
                    if (!chosen.All(c => missing.Remove(c.Index)))
                        throw DicomException.Corrupt("The JPEG codestream holds a component twice", DicomTags.PixelData);
                    process(components, new JpegScan(chosen, selector, transform, restartInterval, EntropySegments.Read(stream, ref position)));
                    break;
                case JpegMarkers.EndOfImage:
                    if (!isWhole)
                        throw JpegMarkers.Truncated();
                    UncountedFrames.RefuseCodestream(stream[position..]);
                    return;
            }
        }
    }

    public static DicomException UnsupportedSampling() =>
        new(RefusalCodes.UnsupportedTransferSyntax, "JPEG with subsampled components in this order is not supported yet", DicomTags.PixelData);

    private static JpegComponent[] ReadComponents(ReadOnlySpan<byte> segment, JpegComponent[] before)
    {
        if (before.Length > 0)
            throw DicomException.Corrupt("The JPEG codestream has two frame headers", DicomTags.PixelData);
        if (segment.Length < 6 || segment.Length < 6 + 3 * segment[5])
            throw JpegMarkers.Truncated();
        var components = new JpegComponent[segment[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var (horizontal, vertical) = (segment[7 + 3 * i] >> 4, segment[7 + 3 * i] & 15);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4)
                throw DicomException.Corrupt("The JPEG codestream has impossible sampling factors", DicomTags.PixelData);
            components[i] = new(segment[6 + 3 * i], horizontal, vertical, segment[8 + 3 * i]);
        }
        return components;
    }

    // B.2.4.1: 64 steps of one byte or two.
    private static void ReadSteps(ReadOnlySpan<byte> segment, int[]?[] steps)
    {
        while (!segment.IsEmpty)
        {
            var (bytes, identifier) = ((segment[0] >> 4) + 1, segment[0] & 15);
            if (bytes > 2 || identifier > 3)
                throw DicomException.Corrupt("The JPEG codestream has an impossible quantisation table", DicomTags.PixelData);
            if (segment.Length < 1 + 64 * bytes)
                throw JpegMarkers.Truncated();
            // Another table of that number is for the scans to come: those read already keep theirs.
            var table = new int[64];
            for (var i = 0; i < table.Length; i++)
                table[i] = bytes == 1 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + 2 * i)..]);
            if (table.Contains(0))
                throw DicomException.Corrupt("The JPEG codestream has an impossible quantisation table", DicomTags.PixelData);
            steps[identifier] = table;
            segment = segment[(1 + 64 * bytes)..];
        }
    }

    private static (JpegScanComponent[] Components, int Selector, int Transform) ReadScanHeader(
        ReadOnlySpan<byte> segment, JpegComponent[] components, int[]?[] steps, HuffmanTable?[] tables)
    {
        if (segment.Length < 1 || segment.Length < 4 + 2 * segment[0])
            throw JpegMarkers.Truncated();
        var chosen = new JpegScanComponent[segment[0]];
        for (var i = 0; i < chosen.Length; i++)
        {
            var identifier = segment[1 + 2 * i];
            var (direct, alternating) = (segment[2 + 2 * i] >> 4, segment[2 + 2 * i] & 15);
            var index = Array.FindIndex(components, c => c.Identifier == identifier);
            if (index < 0 || direct > 3 || alternating > 3 || tables[direct] is not { } table)
                throw DicomException.Corrupt("A JPEG scan names a component or table that is not there", DicomTags.PixelData);
            chosen[i] = new(index, components[index], steps[components[index].Quantization], table, tables[4 + alternating]);
        }
        return chosen.Length > 0
            ? (chosen, segment[1 + 2 * chosen.Length], segment[3 + 2 * chosen.Length] & 15)
            : throw DicomException.Corrupt("A JPEG scan has no components", DicomTags.PixelData);
    }
}
