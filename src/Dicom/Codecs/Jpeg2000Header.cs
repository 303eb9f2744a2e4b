using System.Buffers.Binary;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>What the main header of a JPEG 2000 codestream says. ISO/IEC 15444-1, annex A; 15444-15 for High Throughput.</summary>
/// <param name="Components">1 for grey, 3 for colour.</param>
/// <param name="Precision">Bits a sample.</param>
/// <param name="IsSigned">Samples are in two's complement.</param>
/// <param name="IsReversible">No quantisation, wavelet 5-3: what came out is what went in, unless layers were left out.</param>
/// <param name="IsHighThroughput">Code-blocks are of part 15.</param>
/// <param name="HasColourTransform">The codestream itself turns its colours back into RGB.</param>
/// <param name="Tiles">How many tiles the picture is in.</param>
/// <param name="HeaderLength">Where the first tile-part begins, in bytes.</param>
internal sealed record Jpeg2000Header(
    long Rows, long Columns, int Components, int Precision, bool IsSigned, bool IsReversible, bool IsHighThroughput, bool HasColourTransform, long Tiles, int HeaderLength)
{
    private const byte Size = 0x51; // SIZ
    private const byte CodingStyle = 0x52; // COD
    private const byte ComponentCodingStyle = 0x53; // COC
    private const byte Quantization = 0x5C; // QCD
    private const byte StartOfTilePart = 0x90; // SOT
    private const int MostTiles = 65535;

    /// <summary>Reads the main header.</summary>
    /// <param name="stream">From its SOC marker.</param>
    /// <exception cref="DicomException">It is no JPEG 2000 codestream, contradicts itself, or ends too early.</exception>
    public static Jpeg2000Header Read(ReadOnlySpan<byte> stream)
    {
        if (stream is not [0xFF, 0x4F, 0xFF, Size, ..])
            throw DicomException.Corrupt("The compressed pixels are no JPEG 2000 codestream", DicomTags.PixelData);
        Jpeg2000Header? header = null;
        var (styled, quantized) = (false, false);
        var position = 2;
        while (true)
        {
            if (position + 4 > stream.Length || stream[position] != 0xFF)
                throw Truncated();
            var marker = stream[position + 1];
            if (marker == StartOfTilePart)
            {
                return header is not null && styled && quantized
                    ? header with { HeaderLength = position }
                    : throw DicomException.Corrupt("The JPEG 2000 codestream's main header is incomplete", DicomTags.PixelData);
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(stream[(position + 2)..]);
            if (length < 2 || position + 2 + length > stream.Length)
                throw Truncated();
            var segment = stream[(position + 4)..(position + 2 + length)];
            switch (marker)
            {
                case Size when header is null:
                    header = ReadSize(segment);
                    break;
                case CodingStyle when header is not null && segment.Length >= 10:
                    // A.6.1: Scod, progression, layers (2), colour transform, then the style of the components.
                    header = WithStyle(header, segment[5..]) with { HasColourTransform = segment[4] == 1 };
                    styled = true;
                    break;
                case ComponentCodingStyle when header is not null && segment.Length >= 7:
                    // A.6.2: Ccoc (1 or 2 bytes by the number of components), Scoc, then the style.
                    header = WithStyle(header, segment[(header.Components < 257 ? 2 : 3)..]);
                    break;
                case Quantization:
                    quantized = true;
                    break;
            }
            position += 2 + length;
        }
    }

    // A.5.1, SIZ.
    private static Jpeg2000Header ReadSize(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 39)
            throw Truncated();
        var components = BinaryPrimitives.ReadUInt16BigEndian(segment[34..]);
        if (components == 0 || segment.Length != 36 + 3 * components)
            throw Contradiction();
        long Field(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);
        var (right, bottom, left, top) = (Field(segment, 2), Field(segment, 6), Field(segment, 10), Field(segment, 14));
        var (tileWidth, tileHeight, tileLeft, tileTop) = (Field(segment, 18), Field(segment, 22), Field(segment, 26), Field(segment, 30));
        if (right <= left || bottom <= top || tileWidth == 0 || tileHeight == 0 || tileLeft > left || tileTop > top || tileLeft + tileWidth <= left || tileTop + tileHeight <= top)
            throw Contradiction();
        var tiles = (right - tileLeft + tileWidth - 1) / tileWidth * ((bottom - tileTop + tileHeight - 1) / tileHeight);
        if (tiles > MostTiles)
            throw Contradiction();
        for (var component = 0; component < components; component++)
        {
            var description = segment[(36 + 3 * component)..];
            if (description[1] != 1 || description[2] != 1)
                throw DicomException.Corrupt("The JPEG 2000 codestream's components are of different sizes: that is not supported", DicomTags.PixelData);
            if (description[0] != segment[36])
                throw DicomException.Corrupt("The JPEG 2000 codestream's components are of different depths: that is not supported", DicomTags.PixelData);
        }
        return new(bottom - top, right - left, components, (segment[36] & 0x7F) + 1, (segment[36] & 0x80) != 0, true, false, false, tiles, 0);
    }

    // A.6.1, SPcod: levels, code-block width, height, code-block style (bit 6: part 15), wavelet (1 is the reversible one).
    private static Jpeg2000Header WithStyle(Jpeg2000Header header, ReadOnlySpan<byte> style)
    {
        const int highThroughput = 0x40;
        const int reversible = 1;
        return style.Length < 5
            ? throw Truncated()
            : header with
            {
                IsHighThroughput = header.IsHighThroughput || (style[3] & highThroughput) != 0,
                IsReversible = header.IsReversible && style[4] == reversible,
            };
    }

    /// <summary>Holds it against the tags and the transfer syntax.</summary>
    /// <exception cref="DicomException">They differ.</exception>
    public void Check(DicomPixelData pixels, DicomTransferSyntax syntax)
    {
        CodestreamCheck.Size("JPEG 2000", Rows, Columns, Components, pixels);
        // Encoders that count the bits in use write fewer than are stored: seen with a sign, where the values are the same numbers all the same.
        CodestreamCheck.Precision("JPEG 2000", Precision, pixels, fewerWillDo: IsSigned && pixels.IsSigned);
        if (IsHighThroughput != IsHighThroughputSyntax(syntax))
        {
            throw DicomException.Corrupt(
                $"The file says {syntax.Name}, the codestream is {(IsHighThroughput ? "High-Throughput" : "plain")} JPEG 2000", DicomTags.PixelData);
        }
        var lossless = syntax == DicomTransferSyntax.Jpeg2000Lossless || syntax == DicomTransferSyntax.HighThroughputJpeg2000Lossless
            || syntax == DicomTransferSyntax.HighThroughputJpeg2000LosslessRpcl;
        // PS3.5 A.4.4: the lossless syntaxes use the reversible wavelet alone.
        if (lossless && !IsReversible)
            throw DicomException.Corrupt($"The file says {syntax.Name}, the codestream is a lossy one", DicomTags.PixelData);
    }

    public static bool IsHighThroughputSyntax(DicomTransferSyntax syntax) => syntax == DicomTransferSyntax.HighThroughputJpeg2000
        || syntax == DicomTransferSyntax.HighThroughputJpeg2000Lossless || syntax == DicomTransferSyntax.HighThroughputJpeg2000LosslessRpcl;

    public static DicomException Truncated() => DicomException.Corrupt("The JPEG 2000 codestream is truncated", DicomTags.PixelData);

    private static DicomException Contradiction() => DicomException.Corrupt("The JPEG 2000 codestream's size contradicts itself", DicomTags.PixelData);
}
