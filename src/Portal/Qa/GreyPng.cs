using System.Buffers.Binary;
using System.IO.Compression;

namespace OxiPortal.Portal.Qa;

/// <summary>Writes 8-bit grey pictures as PNG (ISO/IEC 15948).</summary>
public static class GreyPng
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    /// <param name="grey">Row-major, rows x columns.</param>
    public static byte[] Write(byte[] grey, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(grey);
        var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), rows);
        header[8] = 8; // Bits a sample; colour type 0 (grey), deflate, no interlace.
        Chunk(png, "IHDR"u8, header);
        Chunk(png, "IDAT"u8, Deflated(grey, rows, columns));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] Deflated(byte[] grey, int rows, int columns)
    {
        var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Fastest))
        {
            var line = new byte[columns + 1];
            line[0] = 1; // Filter "Sub": each pixel less its left neighbour.
            for (var y = 0; y < rows; y++)
            {
                var left = 0;
                for (var x = 0; x < columns; x++)
                {
                    var pixel = grey[y * columns + x];
                    line[x + 1] = unchecked((byte)(pixel - left));
                    left = pixel;
                }
                zlib.Write(line);
            }
        }
        return deflated.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        var crc = Crc(Crc(0xFFFFFFFF, type), data) ^ 0xFFFFFFFF;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }
}
