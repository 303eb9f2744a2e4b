using System.Buffers.Binary;
using System.IO.Compression;

namespace OxiPortal.Infrastructure.Tests.Exports;

/// <summary>Reads back what an export wrote: 16-bit grey, filter Up, three chunks.</summary>
internal sealed record PngPixels(int Rows, int Columns, ushort[] Values, IReadOnlyList<string> Chunks)
{
    public static PngPixels Read(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = new List<(string Type, byte[] Data)>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add((System.Text.Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += length + 12;
        }
        var header = chunks.Single(c => c.Type == "IHDR").Data;
        var (columns, rows) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        Assert.Equal([16, 0, 0, 0, 0], header[8..]);
        using var zlib = new ZLibStream(new MemoryStream(chunks.Single(c => c.Type == "IDAT").Data), CompressionMode.Decompress);
        var values = new ushort[rows * columns];
        var above = new byte[columns * 2];
        var line = new byte[columns * 2 + 1];
        for (var y = 0; y < rows; y++)
        {
            zlib.ReadExactly(line);
            Assert.Equal(2, line[0]);
            for (var i = 0; i < above.Length; i++)
                above[i] += line[i + 1];
            for (var x = 0; x < columns; x++)
                values[y * columns + x] = BinaryPrimitives.ReadUInt16BigEndian(above.AsSpan(x * 2));
        }
        return new PngPixels(rows, columns, values, [.. chunks.Select(c => c.Type)]);
    }
}
