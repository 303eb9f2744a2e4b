namespace OxiPortal.Cli.Benchmarking.Fuzzing;

/// <summary>Damage that knows nothing of DICOM: bits, runs, chunks.</summary>
internal static class RawMutations
{
    private static readonly byte[] InterestingBytes = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, 0x1B, 0x20, 0x5C];

    private static readonly uint[] InterestingWords =
        [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, 0xFFFFFFFF];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("flip bits", OnBytes((bytes, random) =>
        {
            for (var left = random.NextLength(32); left > 0; left--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        })),
        new("random bytes", OnBytes((bytes, random) =>
        {
            for (var left = random.NextLength(64); left > 0; left--)
                bytes[random.Next(bytes.Length)] = random.NextByte();
        })),
        new("interesting bytes", OnBytes((bytes, random) =>
        {
            for (var left = random.NextLength(8); left > 0; left--)
                bytes[random.Next(bytes.Length)] = random.Pick(InterestingBytes);
        })),
        new("interesting number", OnBytes((bytes, random) =>
        {
            var number = BitConverter.GetBytes(random.Pick(InterestingWords));
            var at = random.Next(bytes.Length);
            number.AsSpan(0, Math.Min(number.Length, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
        })),
        new("run of one byte", OnBytes((bytes, random) =>
        {
            var at = random.Next(bytes.Length);
            bytes.AsSpan(at, Math.Min(random.NextLength(bytes.Length), bytes.Length - at)).Fill(random.Pick(InterestingBytes));
        })),
        new("near the start", (draft, random) =>
        {
            var bytes = (byte[])draft.Body.Clone();
            for (var left = random.NextLength(8); left > 0 && bytes.Length > 0; left--)
                bytes[random.Next(Math.Min(bytes.Length, 700))] ^= (byte)(1 << random.Next(8));
            draft.Body = bytes;
            return true;
        }),
        new("file meta bytes", (draft, random) =>
        {
            if (draft.Head.Length == 0)
                return false;
            var head = (byte[])draft.Head.Clone();
            head[random.OneIn(4) ? random.Next(head.Length) : Math.Min(128 + random.Next(head.Length - 128), head.Length - 1)] = random.NextByte();
            draft.Head = head;
            return true;
        }),
        new("delete a chunk", (draft, random) =>
        {
            var (at, length) = Chunk(draft, random);
            draft.Remove(at, length);
            return length > 0;
        }),
        new("duplicate a chunk", (draft, random) =>
        {
            var (at, length) = Chunk(draft, random);
            draft.Insert(random.OneIn(2) ? at : random.Next(draft.Body.Length), draft.Body.AsSpan(at, length));
            return length > 0;
        }),
        new("move a chunk", (draft, random) =>
        {
            var (at, length) = Chunk(draft, random);
            var chunk = draft.Body.AsSpan(at, length).ToArray();
            draft.Remove(at, length);
            draft.Insert(random.Next(draft.Body.Length), chunk);
            return length > 0;
        }),
        new("insert bytes", (draft, random) =>
        {
            draft.Insert(random.Next(draft.Body.Length), random.Bytes(random.NextLength(256)));
            return true;
        }),
        new("splice", (draft, random) =>
        {
            var other = random.Pick(draft.Corpus).Body;
            var (from, to) = (random.Next(draft.Body.Length), random.Next(other.Length));
            draft.Body = [.. draft.Body.AsSpan(0, from), .. other.AsSpan(to)];
            return true;
        }),
        new("cut", (draft, random) =>
        {
            draft.Body = draft.Body[..random.Next(draft.Body.Length)];
            return true;
        }),
        new("trailing bytes", (draft, random) =>
        {
            draft.Insert(draft.Body.Length, random.OneIn(2) ? new byte[random.NextLength(5000)] : random.Bytes(random.NextLength(5000)));
            return true;
        }),
    ];

    private static Func<Draft, FuzzRandom, bool> OnBytes(Action<byte[], FuzzRandom> spoil) => (draft, random) =>
    {
        if (draft.Body.Length == 0)
            return false;
        var bytes = (byte[])draft.Body.Clone();
        spoil(bytes, random);
        draft.Body = bytes;
        return true;
    };

    private static (int At, int Length) Chunk(Draft draft, FuzzRandom random)
    {
        var at = random.Next(draft.Body.Length);
        return (at, Math.Min(random.NextLength(draft.Body.Length), draft.Body.Length - at));
    }
}
