using System.Buffers.Binary;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Damage to compressed pixels: fragments, offset tables, markers of JPEG, JPEG-LS and JPEG 2000, headers and runs of RLE. PS3.5 annexes A.4 and G.</summary>
internal static class CodestreamMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("marker", OnMarker((stream, at, random) =>
        {
            stream[at + 1] = random.OneIn(3) ? random.NextByte() : random.Pick<byte>([0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xCC, 0xD0, 0xD7, 0xD8, 0xD9, 0xDA, 0xDB, 0xDD, 0xF7, 0xF8, 0x4F, 0x51, 0x52, 0x90, 0x93]);
            return stream;
        })),
        new("marker length", OnMarker((stream, at, random) =>
        {
            if (at + 4 > stream.Length)
                return stream;
            var length = BinaryPrimitives.ReadUInt16BigEndian(stream.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16BigEndian(stream.AsSpan(at + 2), random.Next(3) switch
            {
                0 => (ushort)(length + random.Next(9) - 4),
                1 => random.Pick<ushort>([0, 1, 2, 3, 0x7FFF, 0xFFFF]),
                _ => (ushort)random.NextUInt64(),
            });
            return stream;
        })),
        new("marker segment", OnMarker((stream, at, random) =>
        {
            // Sizes, precisions, sampling factors, tables and selectors lie close behind the marker.
            for (var left = random.NextLength(4); left > 0; left--)
                stream[Math.Min(at + 4 + random.Next(random.OneIn(3) ? 64 : 16), stream.Length - 1)] = random.OneIn(2) ? random.NextByte() : random.Pick<byte>([0, 1, 2, 0x11, 0x22, 0x7F, 0x80, 0xFF]);
            return stream;
        })),
        new("repeated segment", OnMarker((stream, at, random) =>
        {
            var length = at + 4 > stream.Length ? 2 : Math.Min(2 + BinaryPrimitives.ReadUInt16BigEndian(stream.AsSpan(at + 2)), stream.Length - at);
            return [.. stream.AsSpan(0, at), .. Enumerable.Repeat(stream[at..(at + length)], 1 + random.NextLength(40)).SelectMany(s => s), .. stream.AsSpan(at)];
        })),
        new("inserted marker", OnStream((stream, random) =>
        {
            var at = random.Next(stream.Length);
            return [.. stream.AsSpan(0, at), 0xFF, random.OneIn(2) ? random.NextByte() : (byte)(0xD0 + random.Next(10)), .. stream.AsSpan(at)];
        })),
        new("entropy-coded bits", OnStream((stream, random) =>
        {
            for (var left = random.NextLength(16); left > 0; left--)
                stream[stream.Length / 4 + random.Next(stream.Length - stream.Length / 4)] ^= (byte)(1 << random.Next(8));
            return stream;
        })),
        new("RLE header", OnStream((stream, random) =>
        {
            if (stream.Length < 64)
                return stream;
            var field = 4 * random.Next(random.OneIn(3) ? 16 : 4);
            var now = BinaryPrimitives.ReadUInt32LittleEndian(stream.AsSpan(field));
            BinaryPrimitives.WriteUInt32LittleEndian(stream.AsSpan(field), random.Next(3) switch
            {
                0 => now + (uint)(random.Next(9) - 4),
                1 => random.Pick<uint>([0, 1, 3, 15, 16, 63, 64, (uint)stream.Length, (uint)stream.Length - 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]),
                _ => (uint)random.Next(stream.Length),
            });
            return stream;
        })),
        new("exchanged codestream", (draft, random) =>
        {
            var others = draft.Corpus.Where(s => s.Syntax.IsEncapsulated).ToArray();
            if (draft.Fragments is not { Count: > 0 } fragments || others.Length == 0)
                return false;
            var other = new Draft(random.Pick(others), draft.Corpus);
            if (other.Fragments.Count == 0)
                return false;
            draft.ReplaceValue(random.Pick(fragments), other.Value(random.Pick(other.Fragments)));
            return true;
        }),
        new("split fragment", OnFragment((draft, mark, random) =>
        {
            var cut = mark.ValueAt + random.Next(mark.ValueLength);
            draft.Insert(cut, draft.Header(new(0xFFFE, 0xE000), DicomVR.UN, (uint)(mark.End - cut)));
            draft.OverwriteLength(mark, (uint)(cut - mark.ValueAt));
        })),
        new("removed fragment", OnFragment((draft, mark, _) => draft.Remove(mark.At, mark.End - mark.At))),
        new("repeated fragment", OnFragment((draft, mark, random) => draft.Insert(random.Pick(draft.Fragments).At, draft.Body.AsSpan(mark.At, mark.End - mark.At)))),
        new("empty fragments", OnFragment((draft, mark, random) =>
        {
            for (var left = random.NextLength(8); left > 0; left--)
                draft.Insert(random.OneIn(2) ? mark.At : mark.End, draft.Header(new(0xFFFE, 0xE000), DicomVR.UN, 0));
        })),
        new("offset table", (draft, random) =>
        {
            if (draft.Marks.FirstOrDefault(m => m.IsFragment) is not { } table)
                return false;
            draft.ReplaceValue(table, Offsets(draft, random, 4));
            return true;
        }),
        new("extended offset table", (draft, random) =>
        {
            draft.Set(new(0x7FE0, 1), DicomVR.OV, Offsets(draft, random, 8));
            if (random.OneIn(2))
                draft.Set(new(0x7FE0, 2), DicomVR.OV, Offsets(draft, random, 8));
            return true;
        }),
        new("pixels of the other kind", (draft, random) =>
        {
            // Fragments where native bytes should be, and the other way round.
            if (draft.Find(DicomTags.PixelData) is not { } pixels)
                return false;
            if (draft.Fragments is [var first, ..])
            {
                var value = draft.Value(first).ToArray();
                draft.Body = [.. draft.Body.AsSpan(0, pixels.At), .. draft.Header(DicomTags.PixelData, random.OneIn(2) ? DicomVR.OB : DicomVR.OW, (uint)value.Length), .. value];
                return true;
            }
            byte[] native = [.. draft.Value(pixels)];
            byte[] item = [.. draft.Header(new(0xFFFE, 0xE000), DicomVR.UN, 0), .. draft.Header(new(0xFFFE, 0xE000), DicomVR.UN, (uint)native.Length), .. native];
            draft.Body = [.. draft.Body.AsSpan(0, pixels.At), .. draft.Header(DicomTags.PixelData, DicomVR.OB, 0xFFFFFFFF), .. item, .. draft.Header(new(0xFFFE, 0xE0DD), DicomVR.UN, 0)];
            return true;
        }),
    ];

    // Right ones, nearly right ones and wild ones; sometimes an odd number of bytes.
    private static byte[] Offsets(Draft draft, FuzzRandom random, int size)
    {
        var fragments = draft.Fragments;
        using var bytes = new MemoryStream();
        foreach (var fragment in fragments.Count == 0 ? [] : random.OneIn(3) ? fragments.Skip(random.Next(fragments.Count)) : fragments)
        {
            var offset = (ulong)(fragment.At - fragments[0].At) + (random.OneIn(4) ? (ulong)random.Next(17) - 8 : 0);
            if (random.OneIn(8))
                offset = random.Pick<ulong>([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, ulong.MaxValue]);
            bytes.Write(BitConverter.GetBytes(offset).AsSpan(0, size));
        }
        if (random.OneIn(4))
            bytes.Write(random.Bytes(random.NextLength(20)));
        return bytes.ToArray();
    }

    private static Func<Draft, FuzzRandom, bool> OnFragment(Action<Draft, ElementMark, FuzzRandom> spoil) => (draft, random) =>
    {
        if (draft.Fragments is not { Count: > 0 } fragments)
            return false;
        spoil(draft, random.Pick(fragments), random);
        return true;
    };

    private static Func<Draft, FuzzRandom, bool> OnStream(Func<byte[], FuzzRandom, byte[]> spoil) => (draft, random) =>
    {
        if (draft.Fragments.Where(f => f.ValueLength > 4).ToArray() is not { Length: > 0 } fragments)
            return false;
        var fragment = random.Pick(fragments);
        draft.ReplaceValue(fragment, spoil(draft.Value(fragment).ToArray(), random));
        return true;
    };

    // A marker is 0xFF and a byte that is neither stuffing nor fill: ISO/IEC 10918-1, B.1.1.2. In RLE it is any such pair.
    private static Func<Draft, FuzzRandom, bool> OnMarker(Func<byte[], int, FuzzRandom, byte[]> spoil) => OnStream((stream, random) =>
    {
        var places = new List<int>();
        for (var at = 0; at + 1 < stream.Length && places.Count < 64; at++)
        {
            if (stream[at] == 0xFF && stream[at + 1] is not (0 or 0xFF))
                places.Add(at);
        }
        return places.Count == 0 ? stream : spoil(stream, random.Pick(places), random);
    });
}
