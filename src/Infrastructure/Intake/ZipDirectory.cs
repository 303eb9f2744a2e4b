using System.Buffers.Binary;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>Counts a zip's entries before anything is made of them: a directory alone can hold millions. APPNOTE 4.3.12, 4.3.14, 4.3.16.</summary>
internal static class ZipDirectory
{
    private const int HeaderBytes = 46;
    private const int EndBytes = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int Zip64LocatorBytes = 20;
    private const int Zip64EndBytes = 56;

    /// <summary>Whether the directory has more entries than that. A directory that is not found has none: opening the zip will say so.</summary>
    /// <param name="zip">Seekable; left where it was.</param>
    public static async Task<bool> HoldsMoreThanAsync(Stream zip, int most, CancellationToken cancel)
    {
        var before = zip.Position;
        try
        {
            if (await StartAsync(zip, cancel) is not { } start)
                return false;
            zip.Position = start;
            // Buffered, or each header would be a read of its own.
            var directory = new BufferedStream(zip, 1 << 16);
            var header = new byte[HeaderBytes];
            for (var count = 0; count <= most; count++)
            {
                if (await directory.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancel) < HeaderBytes || !header.AsSpan().StartsWith("PK\x01\x02"u8))
                    return false;
                directory.Seek(U16(header, 28) + U16(header, 30) + U16(header, 32), SeekOrigin.Current);
            }
            return true;
        }
        finally
        {
            zip.Position = before;
        }
    }

    private static async Task<long?> StartAsync(Stream zip, CancellationToken cancel)
    {
        var tail = new byte[(int)Math.Min(zip.Length, EndBytes + LongestComment + Zip64LocatorBytes)];
        zip.Position = zip.Length - tail.Length;
        await zip.ReadExactlyAsync(tail, cancel);
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (!tail.AsSpan(at).StartsWith("PK\x05\x06"u8))
                continue;
            var start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            return start != uint.MaxValue ? Within(start, zip) : await Zip64StartAsync(zip, tail, at, cancel);
        }
        return null;
    }

    private static async Task<long?> Zip64StartAsync(Stream zip, byte[] tail, int end, CancellationToken cancel)
    {
        if (end < Zip64LocatorBytes || !tail.AsSpan(end - Zip64LocatorBytes).StartsWith("PK\x06\x07"u8)
            || Within(BinaryPrimitives.ReadUInt64LittleEndian(tail.AsSpan(end - Zip64LocatorBytes + 8)), zip) is not { } record)
        {
            return null;
        }
        zip.Position = record;
        var zip64 = new byte[Zip64EndBytes];
        return await zip.ReadAtLeastAsync(zip64, Zip64EndBytes, throwOnEndOfStream: false, cancel) == Zip64EndBytes
            ? Within(BinaryPrimitives.ReadUInt64LittleEndian(zip64.AsSpan(48)), zip)
            : null;
    }

    private static long? Within(ulong offset, Stream zip) => offset < (ulong)zip.Length ? (long)offset : null;

    private static int U16(byte[] header, int at) => BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(at));
}
