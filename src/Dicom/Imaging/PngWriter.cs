using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Imaging;

/// <summary>PNGs that hold pixels and nothing else: three chunks, no text, no time (ISO/IEC 15948; W3C PNG, third edition).</summary>
public static class PngWriter
{
    private const byte Grey = 0;
    private const byte Colour = 2;

    private static readonly uint[] Crc = BuildCrc();

    /// <param name="values">rows x columns, row-major.</param>
    public static byte[] WriteGrey(int rows, int columns, ReadOnlySpan<byte> values) => Write(rows, columns, 8, Grey, values);

    /// <param name="values">rows x columns, row-major.</param>
    public static byte[] WriteGrey(int rows, int columns, ReadOnlySpan<ushort> values)
    {
        var bigEndian = new byte[values.Length * 2L];
        BinaryPrimitives.ReverseEndianness(values, MemoryMarshal.Cast<byte, ushort>(bigEndian.AsSpan()));
        return Write(rows, columns, 16, Grey, bigEndian);
    }

    /// <param name="values">rows x columns x 3, row-major: red, green, blue.</param>
    public static byte[] WriteColour(int rows, int columns, ReadOnlySpan<byte> values) => Write(rows, columns, 8, Colour, values);

    private static byte[] Write(int rows, int columns, byte bits, byte kind, ReadOnlySpan<byte> samples)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], rows);
        // Deflate, adaptive filtering, not interlaced.
        (header[8], header[9], header[10], header[11], header[12]) = (bits, kind, 0, 0, 0);
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Deflate(rows, samples));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static ReadOnlySpan<byte> Deflate(int rows, ReadOnlySpan<byte> samples)
    {
        var width = samples.Length / rows;
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var filtered = new byte[width + 1];
            filtered[0] = 2;    // Filter type Up: the difference to the row above.
            for (var y = 0; y < rows; y++)
            {
                var row = samples.Slice(y * width, width);
                var above = y == 0 ? default : samples.Slice((y - 1) * width, width);
                for (var i = 0; i < width; i++)
                    filtered[i + 1] = (byte)(row[i] - (y == 0 ? 0 : above[i]));
                zlib.Write(filtered);
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
