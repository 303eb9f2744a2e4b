using JpegLibrary;
using OxiPortal.Dicom.Imaging;
using OxiPortal.Domain.Detection;

namespace OxiPortal.Dicom.Codecs;

/// <summary>JPEG in its DICOM transfer syntaxes: baseline and extended by JpegLibrary, lossless by our own decoder. PS3.5 section 8.2.1.</summary>
internal static class JpegDecoder
{
    public static bool Supports(DicomTransferSyntax syntax) =>
        syntax == DicomTransferSyntax.JpegBaseline || syntax == DicomTransferSyntax.JpegExtended
        || syntax == DicomTransferSyntax.JpegLossless || syntax == DicomTransferSyntax.JpegLosslessSV1;

    public static PixelFrame Decode(ReadOnlyMemory<byte> frame, DicomPixelData pixels, DicomTransferSyntax syntax)
    {
        var header = JpegHeader.Read(frame.Span);
        header.Check(pixels);
        if (pixels.BitsAllocated > 16)
            throw DicomException.Corrupt($"JPEG cannot hold {pixels.BitsAllocated} bits a value", DicomTags.BitsAllocated);
        var values = header.Marker switch
        {
            0xC0 or 0xC1 => DecodeSequential(frame, header, pixels),
            0xC3 => JpegLosslessDecoder.Decode(frame.Span, header),
            _ => throw new DicomException(
                RefusalCodes.UnsupportedTransferSyntax,
                $"Transfer syntax {syntax.Uid} ({syntax.Name}) with JPEG process SOF{header.Marker - 0xC0} is not supported yet"),
        };
        StoredBits.Extract(values, pixels);
        return new PixelFrame(pixels with { IsPlanar = false }, values);
    }

    private static ushort[] DecodeSequential(ReadOnlyMemory<byte> frame, JpegHeader header, DicomPixelData pixels)
    {
        JpegScanCheck.Check(frame.Span, header);
        var values = new ushort[(long)header.Rows * header.Columns * header.Components];
        try
        {
            var decoder = new JpegLibrary.JpegDecoder();
            decoder.SetInput(WithoutSampling(frame, header));
            decoder.Identify();
            decoder.SetOutputWriter(new BlockWriter(values, header, pixels));
            decoder.Decode();
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or NotSupportedException)
        {
            throw new DicomException(RefusalCodes.Corrupt, "The JPEG codestream is damaged.", error);
        }
        return values;
    }

    // A.2.2: the blocks of a single component lie row after row, whatever its sampling factors. JpegLibrary would lay them out by these.
    private static ReadOnlyMemory<byte> WithoutSampling(ReadOnlyMemory<byte> frame, JpegHeader header)
    {
        const byte OneByOne = 0x11;
        var factors = header.Offset + 7;
        if (header.Components != 1 || frame.Span[factors] == OneByOne)
            return frame;
        var single = frame.ToArray();
        single[factors] = OneByOne;
        return single;
    }

    /// <summary>Takes blocks of 8 x 8 samples, components interleaved as DICOM wants them.</summary>
    private sealed class BlockWriter(ushort[] values, JpegHeader header, DicomPixelData pixels) : JpegBlockOutputWriter
    {
        // A lossy codestream may overshoot the stored range: cut to the stored bits, white would become black. What two's complement becomes
        // on its way through a cosine transform nobody says: there the codestream's own range has to do.
        private readonly int _most = (1 << (pixels.IsSigned ? header.Precision : Math.Min(header.Precision, pixels.HighBit + 1))) - 1;

        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            var block = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref blockRef, 64);
            var rows = Math.Min(8, header.Rows - y);
            var columns = Math.Min(8, header.Columns - x);
            for (var row = 0; row < rows; row++)
            {
                var target = ((y + row) * header.Columns + x) * header.Components + componentIndex;
                for (var column = 0; column < columns; column++, target += header.Components)
                    values[target] = (ushort)Math.Clamp((int)block[row * 8 + column], 0, _most);
            }
        }
    }
}
