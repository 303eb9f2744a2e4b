using System.Buffers.Binary;

namespace OxiPortal.Cli.Benchmarking.Fuzzing.Seeds;

/// <summary>RLE Lossless, PS3.5 annex G.</summary>
internal static class RleEncoder
{
    public static byte[] Encode(ushort[] values, int bitsAllocated, int samples)
    {
        var bytesPerValue = bitsAllocated / 8;
        var segments = new List<byte[]>();
        for (var sample = 0; sample < samples; sample++)
        {
            for (var plane = bytesPerValue - 1; plane >= 0; plane--)
                segments.Add(Pack([.. values.Where((_, i) => i % samples == sample).Select(v => (byte)(v >> (8 * plane)))]));
        }
        var header = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)segments.Count);
        var offset = 64;
        for (var i = 0; i < segments.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4 + 4 * i), (uint)offset);
            offset += segments[i].Length;
        }
        return [.. header, .. segments.SelectMany(s => s)];
    }

    private static byte[] Pack(byte[] plane)
    {
        var packed = new List<byte>();
        for (var i = 0; i < plane.Length;)
        {
            var run = 1;
            while (i + run < plane.Length && run < 128 && plane[i + run] == plane[i])
                run++;
            if (run > 1)
            {
                packed.Add((byte)(1 - run));
                packed.Add(plane[i]);
                i += run;
                continue;
            }
            var literal = 1;
            while (i + literal < plane.Length && literal < 128 && plane[i + literal] != plane[i + literal - 1])
                literal++;
            packed.Add((byte)(literal - 1));
            packed.AddRange(plane.AsSpan(i, literal));
            i += literal;
        }
        if (packed.Count % 2 == 1)
            packed.Add(0);
        return [.. packed];
    }
}
