using Microsoft.Win32.SafeHandles;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.IO;

/// <summary>Where the bytes of a file lie: in memory, or still on the disk.</summary>
internal abstract class ByteSource
{
    public abstract long Length { get; }

    /// <summary>All of it where it is in memory; null where bytes must be fetched.</summary>
    public virtual ReadOnlyMemory<byte>? InMemory => null;

    /// <summary>Fills the target from that place on.</summary>
    /// <exception cref="DicomException">The file has become shorter since it was opened.</exception>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public abstract void Read(long offset, Span<byte> target);

    /// <summary>Bytes as a slice where they are in memory, else as a copy.</summary>
    public virtual ReadOnlyMemory<byte> Slice(long offset, int count)
    {
        if (count == 0)
            return ReadOnlyMemory<byte>.Empty;
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        Read(offset, bytes);
        return bytes;
    }
}

internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override ReadOnlyMemory<byte>? InMemory => bytes;

    public override void Read(long offset, Span<byte> target) => bytes.Span.Slice((int)offset, target.Length).CopyTo(target);

    public override ReadOnlyMemory<byte> Slice(long offset, int count) => bytes.Slice((int)offset, count);
}

/// <summary>
/// A file on the disk, read where and when it is asked for. Not mapped into memory: a mapped file that is cut short meanwhile ends the process.
/// Safe to read from several threads.
/// </summary>
/// <param name="handle">Stays whose it is; bytes not yet read are lost once it is closed.</param>
/// <param name="start">Where in the file the source begins.</param>
internal sealed class FileSource(SafeFileHandle handle, long start) : ByteSource
{
    public override long Length { get; } = Math.Max(0, RandomAccess.GetLength(handle) - start);

    public override void Read(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(handle, target, start + offset);
            if (read == 0)
                throw new DicomException(RefusalCodes.Corrupt, "The file became shorter while it was read", offset: offset);
            target = target[read..];
            offset += read;
        }
    }
}
