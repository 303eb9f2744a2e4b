namespace OxiPortal.Dicom.Codecs;

/// <summary>Compressions whose decoders are native libraries.</summary>
public enum NativeCodec
{
    /// <summary>JPEG-LS, lossless and near-lossless: ISO/IEC 14495-1.</summary>
    JpegLs,

    /// <summary>JPEG 2000 and High-Throughput JPEG 2000: ISO/IEC 15444-1 and 15444-15.</summary>
    Jpeg2000,
}

/// <summary>A codestream to decode, and what its own header, already held against the DICOM tags, says of it.</summary>
/// <param name="Codec">What it was compressed with.</param>
/// <param name="Codestream">Whole, without padding that does not belong to it where that could be told.</param>
/// <param name="Rows">Height in pixels.</param>
/// <param name="Columns">Width in pixels.</param>
/// <param name="Components">1 for grey, 3 for colour.</param>
/// <param name="Precision">Bits a sample: 1 to 16.</param>
/// <param name="IsSigned">Samples are in two's complement.</param>
public sealed record NativeDecoding(NativeCodec Codec, ReadOnlyMemory<byte> Codestream, int Rows, int Columns, int Components, int Precision, bool IsSigned);

/// <summary>Decodes what needs a native library, where a library that crashes, hangs or is taken over can harm nothing.</summary>
public interface INativeCodecs
{
    /// <summary>
    /// The samples: rows x columns x components, row after row, components interleaved, signed ones in two's complement over all 16 bits, before any
    /// colour transform that the codestream does not itself prescribe.
    /// </summary>
    /// <exception cref="DicomException">
    /// The codestream is damaged or not what its description says, or the decoder died, took too long or too much memory over it; or there is no such
    /// library on this machine.
    /// </exception>
    Task<ushort[]> DecodeAsync(NativeDecoding decoding, CancellationToken cancel);
}
