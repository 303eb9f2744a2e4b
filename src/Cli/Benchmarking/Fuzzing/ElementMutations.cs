using System.Text;
using OxiPortal.Dicom;

namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Damage to attributes, sequences and items: their headers, their values, their order and depth. PS3.5 sections 6 and 7.</summary>
internal static class ElementMutations
{
    private static readonly string[] HostileTexts =
    [
        "", "\\", "\\\\\\\\\\\\", "^^^^=^^^^=^^^^=====", "\0", "-", "+", ".", "1e400", "-1e-400", "NaN", "Infinity", "99999999999999999999", "-9223372036854775808",
        "4294967295", "0.000\\0.000", "-1\\-1", "1\\", "19000230", "99991231", "246060.999999", "\u001b$B\u001b(B", "\u001b$)C\u001b-A\u001b", "\u001b", "=\u001b$B=",
    ];

    private static readonly string[] CharacterSets =
    [
        "ISO_IR 100", "ISO_IR 192", "GB18030", "GBK", "ISO_IR 13", "ISO_IR 144", "\\ISO 2022 IR 87", "ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159", "\\ISO 2022 IR 149",
        "\\ISO 2022 IR 58", "ISO 2022 IR 6\\ISO 2022 IR 100", "\\\\\\", "ISO_IR 999", "ISO_IR", "\u001b",
    ];

    private static readonly DicomTag[] HostileTags =
    [
        new(0, 0), new(0, 0x0100), new(2, 0), new(2, 0x0010), new(8, 0), new(8, 5), new(9, 0x10), new(9, 0x1001), new(0x28, 0x0103), new(0x6000, 0x3000), new(0x7FE0, 1),
        new(0x7FE0, 2), new(0x7FE0, 8), new(0x7FE0, 9), new(0x7FE0, 0x10), new(0xFFFC, 0xFFFC), new(0xFFFE, 0xE000), new(0xFFFE, 0xE00D), new(0xFFFE, 0xE0DD), new(0xFFFF, 0xFFFF),
    ];

    private static readonly DicomVR[] AllVRs = Enum.GetValues<DicomVR>();

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("element length", OnMark(_ => true, (draft, mark, random) => draft.OverwriteLength(mark, Length(draft, mark, random)))),
        new("value representation", OnMark(m => m.VRAt >= 0, (draft, mark, random) => draft.Overwrite(
            mark.VRAt, random.OneIn(8) ? random.Bytes(2) : Encoding.ASCII.GetBytes(random.Pick(AllVRs).ToString())))),
        new("tag", OnMark(_ => true, (draft, mark, random) =>
        {
            var tag = random.Next(3) switch
            {
                0 => random.Pick(HostileTags),
                1 => random.Pick(draft.Marks).Tag,
                _ => new DicomTag(mark.Tag.Group, (ushort)(mark.Tag.Element + random.Next(5) - 2)),
            };
            draft.Overwrite(mark.At, [.. draft.UInt16(tag.Group), .. draft.UInt16(tag.Element)]);
        })),
        new("value", OnMark(m => !m.IsItemOrDelimiter, (draft, mark, random) => draft.ReplaceValue(mark, HostileValue(draft.Value(mark), random)))),
        new("character set", (draft, random) =>
        {
            draft.Set(new(8, 5), DicomVR.CS, Encoding.Latin1.GetBytes(random.Pick(CharacterSets)));
            foreach (var tag in new DicomTag[] { new(0x10, 0x10), new(8, 0x103E), new(8, 0x1030) })
            {
                if (draft.Find(tag) is { } mark)
                    draft.ReplaceValue(mark, random.OneIn(3) ? random.Bytes(random.NextLength(64)) : Encoding.Latin1.GetBytes(random.Pick(HostileTexts) + random.Pick(HostileTexts)));
            }
            return true;
        }),
        new("duplicate an element", OnMark(m => !m.IsItemOrDelimiter, (draft, mark, random) =>
            draft.Insert(random.Pick(draft.Marks).At, draft.Body.AsSpan(mark.At, mark.End - mark.At)))),
        new("remove an element", OnMark(m => !m.IsItemOrDelimiter, (draft, mark, _) => draft.Remove(mark.At, mark.End - mark.At))),
        new("move an element", OnMark(m => !m.IsItemOrDelimiter, (draft, mark, random) =>
        {
            var element = draft.Body.AsSpan(mark.At, mark.End - mark.At).ToArray();
            draft.Remove(mark.At, element.Length);
            draft.Insert(draft.Marks.Count == 0 ? 0 : random.Pick(draft.Marks).At, element);
        })),
        new("delimiter", OnMark(m => m.IsItemOrDelimiter, (draft, mark, random) =>
        {
            if (random.OneIn(3))
                draft.Remove(mark.At, 8);
            else if (random.OneIn(2))
                draft.Overwrite(mark.At, [.. draft.UInt16(0xFFFE), .. draft.UInt16(random.Pick<ushort>([0xE000, 0xE00D, 0xE0DD, 0xE0FF]))]);
            else
                draft.Insert(random.Pick(draft.Marks).At, draft.Header(new(0xFFFE, random.Pick<ushort>([0xE000, 0xE00D, 0xE0DD])), DicomVR.UN, random.OneIn(2) ? 0 : 0xFFFFFFFF));
        })),
        new("defined or undefined", OnMark(m => m.ValueLength == 0, (draft, mark, random) =>
            draft.OverwriteLength(mark, draft.ReadLength(mark) == 0xFFFFFFFF ? (uint)random.Next(draft.Body.Length - mark.ValueAt + 8) : 0xFFFFFFFF))),
        new("nesting", Nest),
        new("many items", (draft, random) =>
        {
            // Mostly few: a file of millions of bytes takes its time.
            var items = random.OneIn(20) ? random.Pick([100_000, 499_990, 500_010]) : random.NextLength(3000);
            var item = draft.Header(new(0xFFFE, 0xE000), DicomVR.UN, 0);
            var bytes = new byte[items * item.Length];
            for (var i = 0; i < items; i++)
                item.CopyTo(bytes, i * item.Length);
            draft.Insert(TopLevel(draft, random), [.. draft.Header(new(8, 0x1140), DicomVR.SQ, (uint)bytes.Length), .. bytes]);
            return true;
        }),
        new("long value", (draft, random) =>
        {
            var bytes = new byte[random.OneIn(20) ? 2_000_000 : random.NextLength(70_000)];
            bytes.AsSpan().Fill(random.Pick(@"\^= 1A"u8.ToArray()));
            draft.Set(random.Pick<DicomTag>([new(0x10, 0x10), new(0x20, 0x37), new(0x28, 0x30), new(0x28, 0x1050), new(0x18, 0x5101), new(0x40, 0x1001)]), DicomVR.UT, bytes);
            return true;
        }),
    ];

    private static bool Nest(Draft draft, FuzzRandom random)
    {
        var depth = random.OneIn(30) ? random.Pick([1000, 20_000, 100_000]) : random.Pick([1, 2, 5, 22, 23, 24, 25, 26, 30]);
        // UN of undefined length holds implicit VR little endian: PS3.5 section 6.2.2.
        var sequence = draft.Header(new(0x40, 0xA730), random.OneIn(4) ? DicomVR.UN : DicomVR.SQ, 0xFFFFFFFF);
        var item = draft.Header(new(0xFFFE, 0xE000), DicomVR.UN, 0xFFFFFFFF);
        var ends = random.OneIn(5) ? [] : new[] { draft.Header(new(0xFFFE, 0xE00D), DicomVR.UN, 0), draft.Header(new(0xFFFE, 0xE0DD), DicomVR.UN, 0) }.SelectMany(e => e).ToArray();
        using var bytes = new MemoryStream();
        for (var i = 0; i < depth; i++)
        {
            bytes.Write(sequence);
            bytes.Write(item);
        }
        for (var i = 0; i < depth; i++)
            bytes.Write(ends);
        draft.Insert(TopLevel(draft, random), bytes.ToArray());
        return true;
    }

    private static int TopLevel(Draft draft, FuzzRandom random) =>
        draft.Marks.Where(m => m.Parents.Count == 0).Select(m => m.At).ToArray() is { Length: > 0 } places ? random.Pick(places) : draft.Body.Length;

    private static byte[] HostileValue(ReadOnlySpan<byte> value, FuzzRandom random)
    {
        switch (random.Next(5))
        {
            case 0:
                return Encoding.Latin1.GetBytes(random.Pick(HostileTexts));
            case 1:
                return random.Bytes(value.Length);
            case 2:
                return value[..random.Next(value.Length + 1)].ToArray();
            case 3:
                return [.. value, .. value];
            default:
                var changed = value.ToArray();
                for (var left = random.NextLength(4); left > 0 && changed.Length > 0; left--)
                    changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                return changed;
        }
    }

    private static uint Length(Draft draft, ElementMark mark, FuzzRandom random)
    {
        var (now, left) = (draft.ReadLength(mark), (uint)(draft.Body.Length - mark.ValueAt));
        return random.Next(4) switch
        {
            0 => now + (uint)(random.Next(9) - 4),
            1 => left + (uint)(random.Next(5) - 2),
            2 => random.Pick<uint>([0, 1, 2, 0x7FFF, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF]),
            _ => (uint)random.NextUInt64(),
        };
    }

    private static Func<Draft, FuzzRandom, bool> OnMark(Func<ElementMark, bool> which, Action<Draft, ElementMark, FuzzRandom> spoil) => (draft, random) =>
    {
        var marks = draft.Marks.Where(which).ToArray();
        if (marks.Length == 0)
            return false;
        spoil(draft, random.Pick(marks), random);
        return true;
    };
}
