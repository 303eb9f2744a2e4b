using JpegLibrary;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>Baseline JPEG of grey pixels, by JpegLibrary.</summary>
internal static class JpegBaselineEncoder
{
    public static byte[] Encode(int rows, int columns, ushort[] pixels, int quality = 95)
    {
        var encoder = new JpegEncoder();
        encoder.SetQuantizationTable(JpegStandardQuantizationTable.ScaleByQuality(
            JpegStandardQuantizationTable.GetLuminanceTable(JpegElementPrecision.Precision8Bit, 0), quality));
        encoder.SetHuffmanTable(true, 0, JpegStandardHuffmanEncodingTable.GetLuminanceDCTable());
        encoder.SetHuffmanTable(false, 0, JpegStandardHuffmanEncodingTable.GetLuminanceACTable());
        encoder.AddComponent(1, 0, 0, 0, 1, 1);
        encoder.SetInputReader(new Blocks(rows, columns, pixels));
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        encoder.SetOutput(output);
        encoder.Encode();
        return output.WrittenSpan.ToArray();
    }

    private sealed class Blocks(int rows, int columns, ushort[] pixels) : JpegBlockInputReader
    {
        public override int Width => columns;
        public override int Height => rows;

        public override void ReadBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            var block = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref blockRef, 64);
            for (var i = 0; i < 64; i++)
                block[i] = (short)pixels[Math.Min(y + i / 8, rows - 1) * columns + Math.Min(x + i % 8, columns - 1)];
        }
    }
}
