using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Takes the stored bits out of their cells: overlays and rubbish in the bits above and below go, signs are extended.</summary>
internal static class StoredBits
{
    public static void Extract(Span<ushort> cells, DicomPixelData pixels)
    {
        var shift = pixels.HighBit + 1 - pixels.BitsStored;
        if (pixels.IsSigned)
        {
            var up = 15 - pixels.HighBit;
            var down = 16 - pixels.BitsStored;
            if (up == 0 && down == 0)
                return;
            for (var i = 0; i < cells.Length; i++)
                cells[i] = (ushort)((short)(cells[i] << up) >> down);
            return;
        }
        var mask = (ushort)((1 << pixels.BitsStored) - 1);
        if (shift == 0 && mask == ushort.MaxValue)
            return;
        for (var i = 0; i < cells.Length; i++)
            cells[i] = (ushort)((cells[i] >> shift) & mask);
    }

    public static void Extract(Span<uint> cells, DicomPixelData pixels)
    {
        var up = 31 - pixels.HighBit;
        var down = 32 - pixels.BitsStored;
        for (var i = 0; i < cells.Length; i++)
            cells[i] = pixels.IsSigned ? (uint)((int)(cells[i] << up) >> down) : (cells[i] << up) >> down;
    }
}
