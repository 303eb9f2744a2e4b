using OxiPortal.Dicom.IO;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom;

/// <summary>
/// A DICOM file: PS3.10. One that was opened on the disk keeps its large values there: they are read when asked, for as long as the file is open.
/// </summary>
public sealed class DicomFile : IDisposable
{
    private FileStream? _opened;

    /// <summary>A file of one's own making, explicit VR little endian unless its pixels are compressed.</summary>
    public DicomFile(DicomDataset dataset, DicomTransferSyntax? transferSyntax = null)
        : this(new DicomDataset(), dataset, transferSyntax ?? DicomTransferSyntax.ExplicitVRLittleEndian)
    {
    }

    internal DicomFile(DicomDataset fileMetaInfo, DicomDataset dataset, DicomTransferSyntax transferSyntax) =>
        (FileMetaInfo, Dataset, TransferSyntax) = (fileMetaInfo, dataset, transferSyntax);

    /// <summary>Group 0002 as it was read; empty where the file had none.</summary>
    public DicomDataset FileMetaInfo { get; }

    public DicomDataset Dataset { get; }

    /// <summary>How the file was encoded. Values in <see cref="Dataset"/> are little endian all the same.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>Opens a file on the disk. Its attributes are read; pixels and other large values when asked. Dispose of it when done.</summary>
    /// <exception cref="DicomException">It is not a DICOM file, damaged, over a limit, or of a transfer syntax that cannot be read.</exception>
    public static async Task<DicomFile> OpenAsync(string path, DicomReadLimits? limits = null, CancellationToken cancel = default)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.RandomAccess);
        try
        {
            var file = await ReadAsync(stream, limits, cancel);
            file._opened = stream;
            return file;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Reads a stream to its end. Of a file on the disk, from its position on, only the attributes are read: keep the stream open for as long as
    /// pixels and other large values are asked for.
    /// </summary>
    /// <exception cref="DicomException">It is not a DICOM file, damaged, over a limit, or of a transfer syntax that cannot be read.</exception>
    public static async Task<DicomFile> ReadAsync(Stream stream, DicomReadLimits? limits = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        limits ??= DicomReadLimits.Default;
        return Part10Reader.Read(
            stream is FileStream { CanSeek: true } file ? new FileSource(file.SafeFileHandle, file.Position) : new MemorySource(await ReadBytesAsync(stream, limits, cancel)), limits, cancel);
    }

    /// <summary>Reads bytes already in memory. The file keeps slices of them: do not change them afterwards.</summary>
    /// <exception cref="DicomException">It is not a DICOM file, damaged, over a limit, or of a transfer syntax that cannot be read.</exception>
    public static DicomFile Read(ReadOnlyMemory<byte> bytes, DicomReadLimits? limits = null) =>
        Part10Reader.Read(new MemorySource(bytes), limits ?? DicomReadLimits.Default, CancellationToken.None);

    /// <summary>
    /// Writes the file by PS3.10, with an empty preamble and a fresh File Meta Information. Large values are streamed, not gathered.
    /// </summary>
    /// <exception cref="ArgumentException">The data set lacks a SOP Class or SOP Instance UID, or what it holds cannot be written in the transfer syntax of the options.</exception>
    public async Task SaveAsync(Stream stream, DicomWriteOptions? options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var chunk in DicomWriter.Write(this, options ?? DicomWriteOptions.Default))
            await stream.WriteAsync(chunk, cancel);
    }

    /// <inheritdoc cref="SaveAsync(Stream, DicomWriteOptions?, CancellationToken)"/>
    public Task SaveAsync(Stream stream, CancellationToken cancel = default) => SaveAsync(stream, null, cancel);

    /// <summary>The bytes that <see cref="SaveAsync(Stream, DicomWriteOptions?, CancellationToken)"/> writes, for files that memory holds.</summary>
    /// <exception cref="ArgumentException">The data set lacks a SOP Class or SOP Instance UID, or what it holds cannot be written in the transfer syntax of the options.</exception>
    public ReadOnlyMemory<byte> ToBytes(DicomWriteOptions? options = null)
    {
        using var bytes = new MemoryStream();
        foreach (var chunk in DicomWriter.Write(this, options ?? DicomWriteOptions.Default))
            bytes.Write(chunk.Span);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>Closes the file on the disk, where this object opened it.</summary>
    public void Dispose() => _opened?.Dispose();

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(Stream stream, DicomReadLimits limits, CancellationToken cancel)
    {
        var most = Math.Min(limits.MaxFileBytes, Array.MaxLength);
        var expected = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (expected > most)
            throw TooLarge(most);
        using var buffer = new MemoryStream((int)expected);
        var chunk = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancel)) > 0)
        {
            if (buffer.Length + read > most)
                throw TooLarge(most);
            buffer.Write(chunk, 0, read);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static DicomException TooLarge(long most) => new(RefusalCodes.TooLarge, $"The file is larger than {most >> 20} MiB");
}
