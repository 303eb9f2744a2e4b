using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom;

/// <summary>How a data set and its pixels are encoded, PS3.5 annex A.</summary>
public sealed record DicomTransferSyntax
{
    private DicomTransferSyntax(string uid, string name, bool encapsulated = true)
    {
        Uid = uid;
        Name = name;
        IsEncapsulated = encapsulated;
    }

    public static DicomTransferSyntax ImplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2", "Implicit VR Little Endian", encapsulated: false) { IsExplicitVR = false };
    public static DicomTransferSyntax ExplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2.1", "Explicit VR Little Endian", encapsulated: false);
    public static DicomTransferSyntax DeflatedExplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", encapsulated: false) { IsDeflated = true };
    public static DicomTransferSyntax ExplicitVRBigEndian { get; } = new("1.2.840.10008.1.2.2", "Explicit VR Big Endian", encapsulated: false) { IsBigEndian = true };
    public static DicomTransferSyntax JpegBaseline { get; } = new("1.2.840.10008.1.2.4.50", "JPEG Baseline");
    public static DicomTransferSyntax JpegExtended { get; } = new("1.2.840.10008.1.2.4.51", "JPEG Extended");
    public static DicomTransferSyntax JpegLossless { get; } = new("1.2.840.10008.1.2.4.57", "JPEG Lossless");
    public static DicomTransferSyntax JpegLosslessSV1 { get; } = new("1.2.840.10008.1.2.4.70", "JPEG Lossless, First-Order Prediction");
    public static DicomTransferSyntax JpegLsLossless { get; } = new("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless");
    public static DicomTransferSyntax JpegLsNearLossless { get; } = new("1.2.840.10008.1.2.4.81", "JPEG-LS Near-lossless");
    public static DicomTransferSyntax Jpeg2000Lossless { get; } = new("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless");
    public static DicomTransferSyntax Jpeg2000 { get; } = new("1.2.840.10008.1.2.4.91", "JPEG 2000");
    public static DicomTransferSyntax HighThroughputJpeg2000Lossless { get; } = new("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless");
    public static DicomTransferSyntax HighThroughputJpeg2000LosslessRpcl { get; } = new("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 Lossless RPCL");
    public static DicomTransferSyntax HighThroughputJpeg2000 { get; } = new("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000");
    public static DicomTransferSyntax DeflatedImageFrame { get; } = new("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression");
    public static DicomTransferSyntax RleLossless { get; } = new("1.2.840.10008.1.2.5", "RLE Lossless");

    private static readonly Dictionary<string, DicomTransferSyntax> Known = new DicomTransferSyntax[]
    {
        ImplicitVRLittleEndian, ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, JpegBaseline, JpegExtended, JpegLossless,
        JpegLosslessSV1, JpegLsLossless, JpegLsNearLossless, Jpeg2000Lossless, Jpeg2000, HighThroughputJpeg2000Lossless,
        HighThroughputJpeg2000LosslessRpcl, HighThroughputJpeg2000, DeflatedImageFrame, RleLossless,
    }.ToDictionary(s => s.Uid);

    public string Uid { get; }

    public string Name { get; }

    public bool IsExplicitVR { get; private init; } = true;

    public bool IsBigEndian { get; private init; }

    public bool IsDeflated { get; private init; }

    /// <summary>Pixels lie compressed in fragments. PS3.5 section A.4.</summary>
    public bool IsEncapsulated { get; }

    /// <summary>The syntax of that UID.</summary>
    /// <exception cref="DicomException">It is none whose data set could be read.</exception>
    public static DicomTransferSyntax Parse(string uid)
    {
        if (Known.TryGetValue(uid, out var syntax))
            return syntax;
        // The rest of the family (video, JPIP, other JPEG processes): explicit little endian around pixels that are not decoded.
        if (Domain.Imaging.DicomUid.IsValid(uid) && uid.StartsWith("1.2.840.10008.1.2.4.", StringComparison.Ordinal))
            return new(uid, "not known by name");
        throw Unsupported(Domain.Imaging.DicomUid.IsValid(uid) ? uid : "without a valid UID", "not known");
    }

    internal DicomException Unsupported() => Unsupported(Uid, Name);

    private static DicomException Unsupported(string uid, string name) =>
        new(RefusalCodes.UnsupportedTransferSyntax, $"Transfer syntax {uid} ({name}) is not supported");

    public override string ToString() => $"{Uid} ({Name})";
}
