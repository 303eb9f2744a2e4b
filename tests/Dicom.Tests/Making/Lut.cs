using System.Runtime.InteropServices;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>Look-up tables as sequence items and palettes.</summary>
internal static class Lut
{
    public static DicomElement Descriptor(DicomTag tag, int count, int first, int bits) =>
        new(tag, DicomVR.US, Words([(ushort)count, unchecked((ushort)first), (ushort)bits]));

    public static DicomDataset Item(int first, int bits, params ushort[] entries) => Item(entries.Length, first, bits, Words(entries));

    public static DicomDataset Item(int count, int first, int bits, byte[] data) => new DicomDataset()
        .AddOrUpdate(Descriptor(DicomTags.LUTDescriptor, count, first, bits))
        .AddOrUpdate(new DicomElement(DicomTags.LUTData, DicomVR.OW, data));

    public static byte[] Words(ushort[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
