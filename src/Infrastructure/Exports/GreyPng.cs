using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace OxiPortal.Infrastructure.Exports;

/// <summary>16-bit grey PNGs that hold pixels and nothing else: three chunks, no text, no time (W3C PNG, third edition).</summary>
internal static class GreyPng
{
    private static readonly uint[] Crc = BuildCrc();

    /// <param name="values">rows x columns, row-major.</param>
    public static byte[] Encode(int rows, int columns, ReadOnlySpan<ushort> values)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], rows);
        // 16 bits, grey, deflate, adaptive filtering, not interlaced.
        (header[8], header[9], header[10], header[11], header[12]) = (16, 0, 0, 0, 0);
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Deflate(rows, columns, values));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static ReadOnlySpan<byte> Deflate(int rows, int columns, ReadOnlySpan<ushort> values)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var above = new byte[columns * 2];
            var row = new byte[columns * 2];
            var filtered = new byte[columns * 2 + 1];
            filtered[0] = 2;    // Filter type Up: the difference to the row above.
            for (var y = 0; y < rows; y++)
            {
                BinaryPrimitives.ReverseEndianness(values.Slice(y * columns, columns), MemoryMarshal.Cast<byte, ushort>(row.AsSpan()));
                for (var i = 0; i < row.Length; i++)
                    filtered[i + 1] = (byte)(row[i] - above[i]);
                zlib.Write(filtered);
                (above, row) = (row, above);
            }
        }
        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Update(Update(uint.MaxValue, type), data));
        png.Write(number);
    }

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            crc = Crc[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    // PNG annex D.
    private static uint[] BuildCrc()
    {
        var table = new uint[256];
        for (var n = 0u; n < table.Length; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++)
                c = (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
