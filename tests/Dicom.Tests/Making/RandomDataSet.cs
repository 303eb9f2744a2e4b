using System.Reflection;

namespace OxiPortal.Dicom.Tests.Making;

/// <summary>Data sets of any attributes with any values of their representation: what a writer must write and a reader read again.</summary>
internal static class RandomDataSet
{
    private static readonly DicomTag[] Known = [.. typeof(DicomTags).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Select(p => (DicomTag)p.GetValue(null)!)
        .Where(t => t.Group is > 8 and < 0xFFFC && t.Element != 0 && !t.IsPrivate)
        .Where(t => t != DicomTags.PixelData && t != DicomTags.PixelRepresentation && t != DicomTags.BitsAllocated)];

    private static readonly DicomVR[] AllVRs = Enum.GetValues<DicomVR>();

    public static DicomFile Draw(int seed)
    {
        var random = new Random(seed);
        return new DicomFile(Fill(new DicomDataset()
            .AddOrUpdate(DicomTags.SOPClassUID, "2.25.100")
            .AddOrUpdate(DicomTags.SOPInstanceUID, "2.25.7"), random, 0));
    }

    private static DicomDataset Fill(DicomDataset dataset, Random random, int depth)
    {
        for (var i = random.Next(12); i > 0; i--)
        {
            var tag = Known[random.Next(Known.Length)];
            dataset.AddOrUpdate(Item(tag, DicomDictionary.Find(tag)!.VR, random, depth));
        }
        if (random.Next(2) == 0)
        {
            var group = (ushort)(2 * random.Next(8, 40) + 1);
            dataset.AddOrUpdate(new DicomElement(new DicomTag(group, 0x0010), DicomVR.LO, "OXI TEST"u8.ToArray()));
            for (var i = random.Next(5); i > 0; i--)
                dataset.AddOrUpdate(Item(new DicomTag(group, (ushort)(0x1000 + random.Next(256))), AllVRs[random.Next(AllVRs.Length)], random, depth));
        }
        return dataset;
    }

    private static DicomItem Item(DicomTag tag, DicomVR vr, Random random, int depth)
    {
        if (vr == DicomVR.SQ)
            return new DicomSequence(tag, [.. Enumerable.Range(0, depth > 2 ? 0 : random.Next(3)).Select(_ => Fill(new DicomDataset(), random, depth + 1))]);
        // Longer than what a reader of files keeps, than a length of two bytes can say, usual, or nothing.
        var length = random.Next(80) switch
        {
            0 => vr.HasLongLength() ? 300_000 : 60_000,
            1 => 70_000,
            < 10 => 0,
            _ => random.Next(1, 12) * 8,
        };
        return new DicomElement(tag, vr, vr.IsText() ? Text(random, vr.HasLongLength() ? length : Math.Min(length, 60_000)) : Bytes(random, vr.HasLongLength() ? length : Math.Min(length, 60_000)));
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        // What begins like an item may be taken for a sequence where nothing says what it is.
        if (length > 0)
            bytes[0] = 1;
        return bytes;
    }

    private static byte[] Text(Random random, int length) => random.GetItems("ABCabc 0123.-^="u8, length);
}
