using OxiPortal.Dicom;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Inference.Films;

/// <summary>Reads DICOM, PNG and JPEG files as films. What a file is, its bytes say, not its name.</summary>
public static class FilmFile
{
    private const int HeadBytes = 1024;

    /// <summary>Larger ones are refused unread: no film is. Of DICOM files on the disk only the frame counts, which has a limit of its own.</summary>
    public const long MaxBytes = 512L << 20;

    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static async Task<FilmReading> ReadAsync(string path, PixelDecoder decoder, CancellationToken cancel)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await ReadAsync(stream, decoder, cancel);
    }

    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static async Task<FilmReading> ReadAsync(Stream stream, PixelDecoder decoder, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream is FileStream { CanSeek: true } file && await KindAsync(file, cancel) is FileKind.Dicom or FileKind.Unknown)
            return await DicomAsync(() => DicomFile.ReadAsync(file, DicomReadLimits.Kept, cancel), decoder, cancel);
        if (stream.CanSeek && stream.Length > MaxBytes)
            return TooLarge();
        using var bytes = new MemoryStream(stream.CanSeek ? (int)stream.Length : 0);
        var chunk = new byte[1 << 16];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancel)) > 0)
        {
            if (bytes.Length + read > MaxBytes)
                return TooLarge();
            bytes.Write(chunk, 0, read);
        }
        return await ReadAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), decoder, cancel);
    }

    /// <summary>Reads what is in memory already. Do not change the bytes while the film is in use.</summary>
    public static async ValueTask<FilmReading> ReadAsync(ReadOnlyMemory<byte> bytes, PixelDecoder decoder, CancellationToken cancel)
    {
        var kind = FileKinds.Of(bytes.Span);
        switch (kind)
        {
            case FileKind.Empty:
                return FilmReading.No(RefusalCodes.Corrupt, "The file is empty.");
            case FileKind.Png or FileKind.Jpeg:
                return RasterFilm.Read(kind, bytes.Span);
            case FileKind.Archive:
                return FilmReading.No(RefusalCodes.UnsupportedFormat, "The file is an archive; unpack it and analyse the films in it.");
            case FileKind.OtherFormat:
                return FilmReading.No(RefusalCodes.UnsupportedFormat, "The file is of a format that is not read here; films come as DICOM, PNG or JPEG.");
            case FileKind.Text:
                return FilmReading.No(RefusalCodes.NotDicom, "The file is plain text, not a DICOM, PNG or JPEG file.");
            default:
                return await DicomAsync(() => Task.FromResult(DicomFile.Read(bytes)), decoder, cancel);
        }
    }

    private static async ValueTask<FilmReading> DicomAsync(Func<Task<DicomFile>> read, PixelDecoder decoder, CancellationToken cancel)
    {
        try
        {
            using var file = await read();
            return AnalysisEligibility.Check(file.Dataset) is { } refusal
                ? new FilmReading.Refused(refusal)
                : new FilmReading.Read(await FilmReader.ReadAsync(file, decoder, cancel: cancel));
        }
        catch (DicomException e)
        {
            return new FilmReading.Refused(e.ToRefusal());
        }
    }

    /// <summary>By its first bytes; the file is put back to where it was.</summary>
    private static async Task<FileKind> KindAsync(FileStream file, CancellationToken cancel)
    {
        var start = file.Position;
        var head = new byte[HeadBytes];
        var read = await file.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancel);
        file.Position = start;
        return FileKinds.Of(head.AsSpan(0, read));
    }

    private static FilmReading.Refused TooLarge() =>
        FilmReading.No(RefusalCodes.TooLarge, $"The file is larger than {MaxBytes >> 20} MiB, which no film is.");
}
