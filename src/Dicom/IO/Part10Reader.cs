using System.IO.Compression;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.IO;

/// <summary>Reads a DICOM file, PS3.10 section 7; also one that lacks the preamble, or the File Meta Information altogether.</summary>
internal static class Part10Reader
{
    private const int PreambleLength = 128;

    public static DicomFile Read(ReadOnlyMemory<byte> file, DicomReadLimits limits, CancellationToken cancel)
    {
        var span = file.Span;
        if (span.Length >= PreambleLength + 4 && span.Slice(PreambleLength, 4).SequenceEqual("DICM"u8))
            return ReadWithMeta(file, PreambleLength + 4, limits, cancel);
        if (span.Length >= 4 && span.StartsWith("DICM"u8))
            return ReadWithMeta(file, 4, limits, cancel);
        if (!LooksLikeDataSet(span))
            throw NotDicom();
        try
        {
            return span[0] == 2
                ? ReadWithMeta(file, 0, limits, cancel)
                : ReadBare(file, limits, cancel);
        }
        catch (DicomException error) when (error.Code == RefusalCodes.Corrupt && !file.Span[..Math.Min(64, file.Length)].Contains((byte)0))
        {
            throw NotDicom();
        }
    }

    private static DicomFile ReadWithMeta(ReadOnlyMemory<byte> file, int start, DicomReadLimits limits, CancellationToken cancel)
    {
        // Always explicit VR little endian (PS3.10 section 7.1), but old writers used implicit.
        var metaSyntax = start + 6 <= file.Length && DicomVRs.TryParse(file.Span[start + 4], file.Span[start + 5], out _)
            ? DicomTransferSyntax.ExplicitVRLittleEndian
            : DicomTransferSyntax.ImplicitVRLittleEndian;
        var metaParser = new DataSetParser(file, start, metaSyntax, limits, cancel);
        var meta = metaParser.ReadGroup(2);
        var position = metaParser.Position;
        var uid = meta.GetString(DicomTags.TransferSyntaxUID);
        var syntax = uid is null ? Guess(file.Span[position..]) : DicomTransferSyntax.Parse(uid);
        var dataset = syntax.IsDeflated
            ? new DataSetParser(Inflate(file[position..], limits), 0, syntax, limits, cancel).ReadToEnd()
            : new DataSetParser(file, position, syntax, limits, cancel).ReadToEnd();
        if (dataset.Count == 0)
            throw DicomException.Corrupt("The file ends after its header: it has no data set");
        return new DicomFile(meta, dataset, syntax);
    }

    private static DicomFile ReadBare(ReadOnlyMemory<byte> file, DicomReadLimits limits, CancellationToken cancel)
    {
        var syntax = Guess(file.Span);
        var dataset = new DataSetParser(file, 0, syntax, limits, cancel).ReadToEnd();
        if (!dataset.Contains(DicomTags.SOPClassUID) && !dataset.Contains(DicomTags.StudyInstanceUID))
            throw NotDicom();
        return new DicomFile(new DicomDataset(), dataset, syntax);
    }

    // A data set begins with a low, even group: 0002 (meta) or 0008 (identification).
    private static bool LooksLikeDataSet(ReadOnlySpan<byte> span) => span.Length >= 8 && span[0] is 2 or 8 && span[1] == 0 && span[3] == 0;

    private static DicomTransferSyntax Guess(ReadOnlySpan<byte> span) => span.Length >= 6 && DicomVRs.TryParse(span[4], span[5], out _)
        ? DicomTransferSyntax.ExplicitVRLittleEndian
        : DicomTransferSyntax.ImplicitVRLittleEndian;

    // PS3.5 section A.5: everything after the File Meta Information, RFC 1951 without a header.
    private static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> deflated, DicomReadLimits limits)
    {
        using var source = new MemoryStream(deflated.ToArray(), writable: false);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[81920];
        try
        {
            int read;
            while ((read = inflater.Read(buffer)) > 0)
            {
                var bytes = inflated.Length + read;
                if (bytes > Math.Min(limits.MaxInflatedBytes, Array.MaxLength))
                    throw new DicomException(RefusalCodes.ArchiveBomb, $"The deflated data set holds more than {limits.MaxInflatedBytes} bytes");
                if (bytes > limits.UnquestionedInflatedBytes && bytes / limits.MaxInflationRatio > deflated.Length)
                    throw new DicomException(RefusalCodes.ArchiveBomb, $"The deflated data set swells to more than {limits.MaxInflationRatio} times its size");
                inflated.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException error)
        {
            throw new DicomException(RefusalCodes.Corrupt, "The deflated data set is damaged.", error);
        }
        return inflated.GetBuffer().AsMemory(0, (int)inflated.Length);
    }

    private static DicomException NotDicom() => new(RefusalCodes.NotDicom, "This is not a DICOM file");
}
