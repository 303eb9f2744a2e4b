using System.IO.Compression;
using System.Runtime.InteropServices;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Infrastructure.Persistence;

/// <summary>A heat map as bytes: rows, columns (int32), then the float32 values, little endian, all deflated. Exact both ways.</summary>
internal static class StoredHeat
{
    private const int MaxCells = 64 * 1024 * 1024;

    public static byte[] Write(Heatmap heat)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.Fastest))
        using (var writer = new BinaryWriter(deflate))
        {
            writer.Write(heat.Rows);
            writer.Write(heat.Columns);
            writer.Write(MemoryMarshal.AsBytes(heat.Values.AsSpan()));
        }
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no heat map.</exception>
    public static Heatmap Read(byte[] bytes)
    {
        using var inflate = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new BinaryReader(inflate);
        try
        {
            var rows = reader.ReadInt32();
            var columns = reader.ReadInt32();
            if (rows <= 0 || columns <= 0 || (long)rows * columns > MaxCells)
                throw new InvalidDataException($"A heat map of {rows} x {columns} cells cannot be.");
            var values = new float[rows * columns];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return new Heatmap(rows, columns, values);
        }
        catch (EndOfStreamException cut)
        {
            throw new InvalidDataException("The heat map's bytes end too early.", cut);
        }
    }
}
