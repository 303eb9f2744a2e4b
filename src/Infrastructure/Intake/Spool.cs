using System.Buffers;
using OxiPortal.Infrastructure.InstanceStore;

namespace OxiPortal.Infrastructure.Intake;

/// <summary>What arrives, put on disk first: a stream that breaks off then leaves nothing, and size is known before anything is parsed.</summary>
internal static class Spool
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>A file that vanishes when closed, at its beginning, a DICOM file's preamble nulled; null: the stream holds more than <paramref name="maxBytes"/>.</summary>
    /// <exception cref="StorageFailedException">The disk is full or fails.</exception>
    /// <param name="maxBytes">Asked once the first bytes are there: an archive may be larger than a film.</param>
    public static async Task<FileStream?> ToDiskAsync(StoragePaths paths, Stream content, Func<ReadOnlyMemory<byte>, long> maxBytes, CancellationToken cancel)
    {
        var file = paths.CreateIncoming(deleteOnClose: true);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, BufferBytes), DicomHeadBytes, throwOnEndOfStream: false, cancel);
            var limit = maxBytes(buffer.AsMemory(0, read));
            NullPreamble(buffer.AsSpan(0, read));
            for (long total = read; read > 0; total += read)
            {
                if (total > limit)
                {
                    await file.DisposeAsync();
                    return null;
                }
                await WriteAsync(file, buffer.AsMemory(0, read), cancel);
                read = await content.ReadAsync(buffer.AsMemory(0, BufferBytes), cancel);
            }
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A DICOM file's preamble as it came; null: it is no such file, or its preamble is nothing but zeros.</summary>
    public static byte[]? PreambleOf(ReadOnlySpan<byte> head) =>
        IsDicom(head) && head[..PreambleBytes].ContainsAnyExcept((byte)0) ? head[..PreambleBytes].ToArray() : null;

    // PS3.10 section 7.1 leaves 128 bytes to anybody: enough to make the same file a program, a script or a picture for others. No reader of DICOM needs
    // them, so none reaches the disk.
    private static void NullPreamble(Span<byte> head)
    {
        if (IsDicom(head))
            head[..PreambleBytes].Clear();
    }

    private static bool IsDicom(ReadOnlySpan<byte> head) => head.Length >= DicomHeadBytes && head[PreambleBytes..DicomHeadBytes].SequenceEqual("DICM"u8);

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await file.WriteAsync(bytes, cancel);
        }
        catch (IOException e)
        {
            throw new StorageFailedException(e);
        }
    }

    /// <summary>A zip by its first bytes; a DICOM file may have anything in its preamble, so its own mark counts first (PS3.10 7.1).</summary>
    public static bool LooksLikeZip(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK"u8) && head.Length >= 4 && (head[2], head[3]) is (3, 4) or (5, 6) && !IsDicom(head);

    private const int PreambleBytes = 128;
    private const int DicomHeadBytes = PreambleBytes + 4;
}
