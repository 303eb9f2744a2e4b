using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.IO;

/// <summary>Reads a DICOM file, PS3.10 section 7; also one that lacks the preamble, or the File Meta Information altogether.</summary>
internal static class Part10Reader
{
    private const int PreambleLength = 128;

    public static DicomFile Read(ByteSource file, DicomReadLimits limits, CancellationToken cancel)
    {
        if (file.Length > limits.MaxFileBytes)
            throw new DicomException(RefusalCodes.TooLarge, $"The file is larger than {limits.MaxFileBytes >> 20} MiB");
        var head = file.Slice(0, (int)Math.Min(PreambleLength + 4, file.Length)).Span;
        if (head.Length >= PreambleLength + 4 && head.Slice(PreambleLength, 4).SequenceEqual("DICM"u8))
            return ReadWithMeta(file, PreambleLength + 4, limits, cancel);
        if (head.StartsWith("DICM"u8))
            return ReadWithMeta(file, 4, limits, cancel);
        if (!LooksLikeDataSet(head))
            throw NotDicom();
        try
        {
            return head[0] == 2
                ? ReadWithMeta(file, 0, limits, cancel)
                : ReadBare(file, limits, cancel);
        }
        catch (DicomException error) when (error.Code == RefusalCodes.Corrupt && !head[..Math.Min(64, head.Length)].Contains((byte)0))
        {
            throw NotDicom();
        }
    }

    private static DicomFile ReadWithMeta(ByteSource file, int start, DicomReadLimits limits, CancellationToken cancel)
    {
        // Always explicit VR little endian (PS3.10 section 7.1), but old writers used implicit.
        var metaParser = new DataSetParser(file, start, Guess(file, start), limits, cancel);
        var meta = metaParser.ReadGroup(2);
        var position = metaParser.Position;
        var uid = meta.GetString(DicomTags.TransferSyntaxUID);
        var syntax = uid is null ? Guess(file, position) : DicomTransferSyntax.Parse(uid);
        var dataset = syntax.IsDeflated
            ? new DataSetParser(new MemorySource(DeflatedDataSet.Inflate(file, position, limits)), 0, syntax, limits, cancel).ReadToEnd()
            : new DataSetParser(file, position, syntax, limits, cancel).ReadToEnd();
        if (dataset.Count == 0)
            throw DicomException.Corrupt("The file ends after its header: it has no data set");
        return new DicomFile(meta, dataset, syntax);
    }

    private static DicomFile ReadBare(ByteSource file, DicomReadLimits limits, CancellationToken cancel)
    {
        var syntax = Guess(file, 0);
        var dataset = new DataSetParser(file, 0, syntax, limits, cancel).ReadToEnd();
        if (!dataset.Contains(DicomTags.SOPClassUID) && !dataset.Contains(DicomTags.StudyInstanceUID))
            throw NotDicom();
        return new DicomFile(new DicomDataset(), dataset, syntax);
    }

    // A data set begins with a low, even group: 0002 (meta) or 0008 (identification).
    private static bool LooksLikeDataSet(ReadOnlySpan<byte> span) => span.Length >= 8 && span[0] is 2 or 8 && span[1] == 0 && span[3] == 0;

    // Two letters after the first tag that name a representation: explicit VR.
    private static DicomTransferSyntax Guess(ByteSource file, long start) =>
        file.Length - start >= 6 && file.Slice(start + 4, 2).Span is var letters && DicomVRs.TryParse(letters[0], letters[1], out _)
            ? DicomTransferSyntax.ExplicitVRLittleEndian
            : DicomTransferSyntax.ImplicitVRLittleEndian;

    private static DicomException NotDicom() => new(RefusalCodes.NotDicom, "This is not a DICOM file");
}
