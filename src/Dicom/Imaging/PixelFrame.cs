using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Imaging;

/// <summary>
/// One frame of stored values after decompression and before any LUT, row after row; colours interleaved in their stored colour space.
/// </summary>
public sealed class PixelFrame
{
    internal PixelFrame(DicomPixelData pixels, ushort[] words) => (Pixels, Words, Longs) = (pixels, words, []);

    internal PixelFrame(DicomPixelData pixels, uint[] longs) => (Pixels, Words, Longs) = (pixels, [], longs);

    /// <summary>The description the frame was decoded by.</summary>
    public DicomPixelData Pixels { get; }

    public int Rows => Pixels.Rows;
    public int Columns => Pixels.Columns;

    /// <summary>
    /// rows x columns x samples values where they fit 16 bits, else empty. Signed films: two's complement over all 16 bits, so cast to short.
    /// </summary>
    public ushort[] Words { get; }

    /// <summary>rows x columns x samples values of films with 32 bits a value, else empty. Signed films: two's complement.</summary>
    public uint[] Longs { get; }

    public int Count => Words.Length + Longs.Length;

    /// <summary>The value at that place, sign included.</summary>
    public long this[int index] => Longs.Length > 0
        ? Pixels.IsSigned ? (int)Longs[index] : Longs[index]
        : Pixels.IsSigned ? (short)Words[index] : Words[index];

    /// <summary>The values as <c>oxi dicom pixels</c> writes them: 16-bit little endian (8-bit films widened, 1-bit as 0 and 1), or 32-bit.</summary>
    public byte[] ToLittleEndianBytes()
    {
        if (Longs.Length > 0)
        {
            var wide = new byte[Longs.Length * 4L];
            for (var i = 0; i < Longs.Length; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(wide.AsSpan(i * 4), Longs[i]);
            return wide;
        }
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(Words.AsSpan()).ToArray();
        var bytes = new byte[Words.Length * 2L];
        for (var i = 0; i < Words.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), Words[i]);
        return bytes;
    }
}
