using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace OxiPortal.Dicom.IO;

/// <summary>Writes DICOM files, PS3.10 section 7.</summary>
internal static class DicomWriter
{
    /// <summary>Names this software in the files it writes. PS3.7 section D.3.3.2; the root is derived from a UUID (PS3.5 section B.2).</summary>
    public const string ImplementationClassUid = "2.25.163041517391764270913716247263019473211";

    /// <summary>The file, chunk after chunk. Large values of a file on the disk are read as they are written.</summary>
    /// <exception cref="ArgumentException">The data set lacks a SOP Class or SOP Instance UID, or the options do not suit its pixels.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Write(DicomFile file, DicomWriteOptions options)
    {
        var syntax = SyntaxOf(file, options);
        var meta = new DataSetWriter(DicomTransferSyntax.ExplicitVRLittleEndian, options.DefinedLengths);
        meta.Write(new DicomElement(DicomTags.FileMetaInformationVersion, DicomVR.OB, new byte[] { 0, 1 }));
        meta.Write(Text(DicomTags.MediaStorageSOPClassUID, DicomVR.UI, Required(file, DicomTags.SOPClassUID, DicomTags.MediaStorageSOPClassUID)));
        meta.Write(Text(DicomTags.MediaStorageSOPInstanceUID, DicomVR.UI, Required(file, DicomTags.SOPInstanceUID, DicomTags.MediaStorageSOPInstanceUID)));
        meta.Write(Text(DicomTags.TransferSyntaxUID, DicomVR.UI, syntax.Uid));
        meta.Write(Text(DicomTags.ImplementationClassUID, DicomVR.UI, ImplementationClassUid));
        meta.Write(Text(DicomTags.ImplementationVersionName, DicomVR.SH, "OXIPORTAL"));

        var metaLength = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(metaLength, (uint)meta.Output.Length);
        var head = new DataSetWriter(DicomTransferSyntax.ExplicitVRLittleEndian, options.DefinedLengths);
        // PS3.10 section 7.1: a preamble that is not used is zero. Whatever the source had there does not go on.
        head.Output.Append(new ByteRange(new byte[128]));
        head.Output.Append(new ByteRange("DICM"u8.ToArray()));
        head.Write(new DicomElement(DicomTags.FileMetaInformationGroupLength, DicomVR.UL, metaLength));
        head.Output.Append(meta.Output);

        var body = new DataSetWriter(syntax, options.DefinedLengths);
        body.Write(file.Dataset);
        return head.Output.Chunks().Concat(syntax.IsDeflated ? Deflate(body.Output.Chunks()) : body.Output.Chunks());
    }

    private static DicomTransferSyntax SyntaxOf(DicomFile file, DicomWriteOptions options)
    {
        var holdsFragments = HoldsFragments(file.Dataset);
        var isCompressed = file.Dataset.Find(DicomTags.PixelData) is DicomFragmentSequence || (holdsFragments && file.TransferSyntax.IsEncapsulated);
        var syntax = options.TransferSyntax ?? (isCompressed ? file.TransferSyntax : DicomTransferSyntax.ExplicitVRLittleEndian);
        var suits = isCompressed
            ? syntax.IsEncapsulated && syntax == file.TransferSyntax
            : (!syntax.IsEncapsulated || !file.Dataset.Contains(DicomTags.PixelData)) && (!holdsFragments || syntax is { IsExplicitVR: true, IsBigEndian: false });
        return suits ? syntax : throw new ArgumentException($"The pixels are not stored as transfer syntax {syntax} asks: decode or compress them first.", nameof(options));
    }

    // An icon's pixels, or fragments where none should be: in implicit VR they would be read as a sequence.
    private static bool HoldsFragments(DicomDataset dataset) =>
        dataset.Any(item => item is DicomFragmentSequence || (item is DicomSequence sequence && sequence.Items.Any(HoldsFragments)));

    // PS3.5 section A.5: the stream is padded to an even length.
    private static IEnumerable<ReadOnlyMemory<byte>> Deflate(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        using var packed = new MemoryStream();
        var isOdd = false;
        using (var deflater = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var chunk in chunks)
            {
                deflater.Write(chunk.Span);
                isOdd ^= packed.Length % 2 == 1;
                yield return packed.ToArray();
                packed.SetLength(0);
            }
        }
        isOdd ^= packed.Length % 2 == 1;
        yield return packed.ToArray();
        if (isOdd)
            yield return new byte[1];
    }

    private static DicomElement Text(DicomTag tag, DicomVR vr, string text) => new(tag, vr, Encoding.ASCII.GetBytes(text));

    // A data set that lacks what its own header names (it occurs) keeps that header's.
    private static string Required(DicomFile file, DicomTag tag, DicomTag fallback) => file.Dataset.GetString(tag) ?? file.FileMetaInfo.GetString(fallback)
        ?? throw new ArgumentException($"The data set has no {tag}: a file cannot be written without it.", nameof(file));
}
