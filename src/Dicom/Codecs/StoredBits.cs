using System.Numerics;
using System.Runtime.InteropServices;
using OxiPortal.Dicom.Imaging;

namespace OxiPortal.Dicom.Codecs;

/// <summary>Takes the stored bits out of their cells: overlays and rubbish in the bits above and below go, signs are extended.</summary>
internal static class StoredBits
{
    public static void Extract(Span<ushort> cells, DicomPixelData pixels)
    {
        // Up against the top of the word, then down again: the shift back brings zeros or the sign.
        var up = 15 - pixels.HighBit;
        var down = 16 - pixels.BitsStored;
        if (up == 0 && down == 0)
            return;
        var vectors = MemoryMarshal.Cast<ushort, Vector<ushort>>(cells);
        var rest = cells[(vectors.Length * Vector<ushort>.Count)..];
        if (pixels.IsSigned)
        {
            foreach (ref var vector in vectors)
                vector = Vector.AsVectorUInt16(Vector.ShiftRightArithmetic(Vector.AsVectorInt16(Vector.ShiftLeft(vector, up)), down));
            foreach (ref var cell in rest)
                cell = (ushort)((short)(cell << up) >> down);
            return;
        }
        foreach (ref var vector in vectors)
            vector = Vector.ShiftRightLogical(Vector.ShiftLeft(vector, up), down);
        foreach (ref var cell in rest)
            cell = (ushort)((ushort)(cell << up) >> down);
    }

    public static void Extract(Span<uint> cells, DicomPixelData pixels)
    {
        var up = 31 - pixels.HighBit;
        var down = 32 - pixels.BitsStored;
        for (var i = 0; i < cells.Length; i++)
            cells[i] = pixels.IsSigned ? (uint)((int)(cells[i] << up) >> down) : (cells[i] << up) >> down;
    }
}
