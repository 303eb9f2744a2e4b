using OxiPortal.Dicom.IO;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom;

/// <summary>A DICOM file in memory: PS3.10.</summary>
public sealed class DicomFile
{
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

    /// <summary>Reads a file from the disk.</summary>
    /// <exception cref="DicomException">It is not a DICOM file, damaged, over a limit, or of a transfer syntax that cannot be read.</exception>
    public static async Task<DicomFile> OpenAsync(string path, DicomReadLimits? limits = null, CancellationToken cancel = default)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 81920, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await ReadAsync(stream, limits, cancel);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="DicomException">It is not a DICOM file, damaged, over a limit, or of a transfer syntax that cannot be read.</exception>
    public static async Task<DicomFile> ReadAsync(Stream stream, DicomReadLimits? limits = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        limits ??= DicomReadLimits.Default;
        return Part10Reader.Read(await ReadBytesAsync(stream, limits, cancel), limits, cancel);
    }

    /// <summary>Reads bytes already in memory. The file keeps slices of them: do not change them afterwards.</summary>
    /// <exception cref="DicomException">It is not a DICOM file, damaged, over a limit, or of a transfer syntax that cannot be read.</exception>
    public static DicomFile Read(ReadOnlyMemory<byte> bytes, DicomReadLimits? limits = null) =>
        Part10Reader.Read(bytes, limits ?? DicomReadLimits.Default, CancellationToken.None);

    /// <summary>
    /// Writes the file by PS3.10, with a fresh File Meta Information: in its own transfer syntax where the pixels are compressed, else in
    /// explicit VR little endian.
    /// </summary>
    /// <exception cref="ArgumentException">The data set lacks a SOP Class or SOP Instance UID.</exception>
    public async Task SaveAsync(Stream stream, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await stream.WriteAsync(DicomWriter.Write(this), cancel);
    }

    /// <summary>The bytes that <see cref="SaveAsync"/> writes.</summary>
    /// <exception cref="ArgumentException">The data set lacks a SOP Class or SOP Instance UID.</exception>
    public ReadOnlyMemory<byte> ToBytes() => DicomWriter.Write(this);

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(Stream stream, DicomReadLimits limits, CancellationToken cancel)
    {
        var most = Math.Min(limits.MaxFileBytes, Array.MaxLength);
        var expected = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (expected > most)
            throw TooLarge(limits);
        using var buffer = new MemoryStream((int)expected);
        var chunk = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancel)) > 0)
        {
            if (buffer.Length + read > most)
                throw TooLarge(limits);
            buffer.Write(chunk, 0, read);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static DicomException TooLarge(DicomReadLimits limits) =>
        new(RefusalCodes.TooLarge, $"The file is larger than {limits.MaxFileBytes >> 20} MiB");
}
