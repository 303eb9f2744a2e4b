using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Dicom;

/// <summary>A transfer syntax as it is measured: what makes a film of it, and what decodes one beside us.</summary>
/// <param name="Syntax">The transfer syntax.</param>
/// <param name="Bits">Stored bits of the film.</param>
/// <param name="Encoder">A program and its options. It takes a DICOM file and writes one; where <see cref="IsCodestream"/>, a PGM and a codestream.</param>
/// <param name="Decoder">A program and its options, that takes what the encoder wrote and writes DICOM or PGM without compression.</param>
internal sealed record BenchedSyntax(DicomTransferSyntax Syntax, int Bits, string[] Encoder, string[] Decoder)
{
    /// <summary>Of managed codecs to other people's programs, these without their start-up: faster is below 1.</summary>
    private const double ManagedAim = 1.0;

    /// <summary>Of native libraries in a process of their own to the same libraries called directly.</summary>
    private const double NativeAim = 1.15;

    public bool IsSigned { get; init; }

    /// <summary>The values must come out as they went in; else within one grey level of the other decoder.</summary>
    public bool IsLossless { get; init; } = true;

    /// <summary>The encoder knows nothing of DICOM: its codestream is put into a file here.</summary>
    public bool IsCodestream { get; init; }

    /// <summary>We decode it by a native library: what is timed beside us is that library itself; the program only says what is right.</summary>
    public bool IsNative { get; init; }

    /// <summary>What more there is to say than the syntax's name.</summary>
    public string Note { get; init; } = "";

    /// <summary>The most that our time should be, over the other's.</summary>
    public double Aim => IsNative ? NativeAim : ManagedAim;

    /// <summary>Every syntax that we decode.</summary>
    public static IReadOnlyList<BenchedSyntax> All { get; } =
    [
        new(DicomTransferSyntax.ImplicitVRLittleEndian, 12, ["dcmconv", "+ti"], ["dcmconv", "+te"]),
        new(DicomTransferSyntax.ExplicitVRLittleEndian, 12, ["dcmconv", "+te"], ["dcmconv", "+te"]),
        new(DicomTransferSyntax.ExplicitVRBigEndian, 12, ["dcmconv", "+tb"], ["dcmconv", "+te"]),
        new(DicomTransferSyntax.DeflatedExplicitVRLittleEndian, 12, ["dcmconv", "+td"], ["dcmconv", "+te"]),
        new(DicomTransferSyntax.RleLossless, 12, ["dcmcrle"], ["dcmdrle"]),
        new(DicomTransferSyntax.RleLossless, 16, ["gdcmconv", "--rle"], ["dcmdrle"]),
        new(DicomTransferSyntax.JpegBaseline, 8, ["dcmcjpeg", "+eb"], ["dcmdjpeg"]) { IsLossless = false },
        new(DicomTransferSyntax.JpegExtended, 12, ["dcmcjpeg", "+ee"], ["dcmdjpeg"]) { IsLossless = false },
        new(DicomTransferSyntax.JpegLossless, 12, ["dcmcjpeg", "+el", "+sv", "6"], ["dcmdjpeg"]) { Note = "predictor 6" },
        new(DicomTransferSyntax.JpegLossless, 16, ["dcmcjpeg", "+el", "+sv", "7"], ["dcmdjpeg"]) { Note = "predictor 7" },
        new(DicomTransferSyntax.JpegLosslessSV1, 8, ["dcmcjpeg", "+e1"], ["dcmdjpeg"]),
        new(DicomTransferSyntax.JpegLosslessSV1, 12, ["dcmcjpeg", "+e1"], ["dcmdjpeg"]),
        new(DicomTransferSyntax.JpegLosslessSV1, 12, ["dcmcjpeg", "+e1"], ["dcmdjpeg"]) { IsSigned = true },
        new(DicomTransferSyntax.JpegLosslessSV1, 16, ["gdcmconv", "--jpeg"], ["dcmdjpeg"]),
        new(DicomTransferSyntax.JpegLsLossless, 12, ["dcmcjpls", "+el"], ["dcmdjpls"]) { IsNative = true },
        new(DicomTransferSyntax.JpegLsLossless, 16, ["dcmcjpls", "+el"], ["dcmdjpls"]) { IsNative = true },
        new(DicomTransferSyntax.JpegLsNearLossless, 12, ["dcmcjpls", "+en"], ["dcmdjpls"]) { IsNative = true, IsLossless = false },
        Jpeg2000(DicomTransferSyntax.Jpeg2000Lossless, 12),
        Jpeg2000(DicomTransferSyntax.Jpeg2000Lossless, 16),
        Jpeg2000(DicomTransferSyntax.Jpeg2000, 12, "-r", "10", "-I") with { IsLossless = false },
        HighThroughput(DicomTransferSyntax.HighThroughputJpeg2000Lossless, 12, "-reversible", "true"),
        HighThroughput(DicomTransferSyntax.HighThroughputJpeg2000LosslessRpcl, 16, "-reversible", "true", "-prog_order", "RPCL", "-tlm_marker", "true"),
        HighThroughput(DicomTransferSyntax.HighThroughputJpeg2000, 12, "-qstep", "0.001") with { IsLossless = false },
    ];

    private static BenchedSyntax Jpeg2000(DicomTransferSyntax syntax, int bits, params string[] options) =>
        new(syntax, bits, ["opj_compress", .. options], ["opj_decompress"]) { IsNative = true, IsCodestream = true };

    private static BenchedSyntax HighThroughput(DicomTransferSyntax syntax, int bits, params string[] options) =>
        new(syntax, bits, ["ojph_compress", .. options], ["ojph_expand"]) { IsNative = true, IsCodestream = true };
}
