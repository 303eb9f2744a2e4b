using FsCheck.Xunit;
using OxiPortal.Infrastructure.Audit;
using OxiPortal.Infrastructure.Audit.Verification;

namespace OxiPortal.Infrastructure.Tests.Audit;

/// <summary>Of a random chain, tampered with at a random place by whoever has the database but not the key.</summary>
public sealed class ChainProperties
{
    private static readonly AuditKey Key = new([.. Enumerable.Range(100, 32).Select(i => (byte)i)]);

    [Property(MaxTest = 150, Replay = "20261123,1", QuietOnSuccess = true)]
    public Task GivenNothingWasDone_ThenNothingIsFound(int seed) => FoundAsync(Chain(new Random(seed)), []);

    [Property(MaxTest = 200, Replay = "20261123,3", QuietOnSuccess = true)]
    public Task GivenAnyFieldOfAnyEntryIsEdited_ThenThatEntryIsFound(int seed)
    {
        var random = new Random(seed);
        var chain = Chain(random);
        var entry = chain[random.Next(chain.Count)];
        Edit(entry, random);
        return FoundAsync(chain, [(AuditFaultKind.Edited, entry.Sequence, entry.Sequence)]);
    }

    [Property(MaxTest = 150, Replay = "20261123,5", QuietOnSuccess = true)]
    public Task GivenAnyStretchButTheTailIsDeleted_ThenThatStretchIsFound(int seed)
    {
        var random = new Random(seed);
        var chain = Chain(random);
        var from = random.Next(chain.Count - 1);
        var count = random.Next(1, chain.Count - from);
        var (first, last) = (chain[from].Sequence, chain[from + count - 1].Sequence);
        chain.RemoveRange(from, count);
        return FoundAsync(chain, [(AuditFaultKind.Missing, first, last)]);
    }

    [Property(MaxTest = 150, Replay = "20261123,7", QuietOnSuccess = true)]
    public async Task GivenAnyTailIsCut_ThenTheCheckEndsWhereTheHeadRowDoesNot(int seed)
    {
        var random = new Random(seed);
        var chain = Chain(random);
        var left = random.Next(chain.Count);
        chain.RemoveRange(left, chain.Count - left);

        var (check, faults) = await CheckAsync(chain);

        Assert.Empty(faults);
        Assert.Equal(left, check.Last);
    }

    [Property(MaxTest = 150, Replay = "20261123,9", QuietOnSuccess = true)]
    public async Task GivenAnyTwoEntriesAreSwapped_ThenBothPlacesAreFound(int seed)
    {
        var random = new Random(seed);
        var chain = Chain(random);
        var a = random.Next(chain.Count);
        var b = (a + random.Next(1, chain.Count)) % chain.Count;
        (chain[a].Sequence, chain[b].Sequence) = (chain[b].Sequence, chain[a].Sequence);
        chain.Sort((x, y) => x.Sequence.CompareTo(y.Sequence));

        var (_, faults) = await CheckAsync(chain);

        Assert.All(faults, f => Assert.Equal(AuditFaultKind.OrderChanged, f.Kind));
        Assert.Equal(new long[] { a + 1, b + 1 }.Order(), faults.Select(f => f.From));
    }

    private static List<StoredEntry> Chain(Random random)
    {
        var chain = new List<StoredEntry>();
        var previous = AuditKey.Start;
        var length = random.Next(2, 40);
        for (var sequence = 1L; sequence <= length; sequence++)
        {
            var entry = new StoredEntry
            {
                SiteId = 1,
                Sequence = sequence,
                At = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc).AddTicks(random.NextInt64(1_000_000_000)),
                Action = random.Next(2) == 0 ? "PixelsRead" : "StudyViewed",
                ActorId = random.Next(4) == 0 ? null : Bytes(random),
                ActorName = Text(random) ?? "",
                Origin = "10.0.0.1",
                PatientKey = random.Next(4) == 0 ? null : Bytes(random),
                StudyInstanceUid = Text(random),
                SopInstanceUid = Text(random),
                Subject = Text(random),
                Detail = Text(random),
                PreviousHash = previous,
            };
            entry.EntryHash = previous = Key.HashOf(entry);
            chain.Add(entry);
        }
        return chain;
    }

    private static void Edit(StoredEntry entry, Random random)
    {
        switch (random.Next(12))
        {
            case 0: entry.At = entry.At.AddTicks(random.NextInt64(1, 1000)); break;
            case 1: entry.Action += "x"; break;
            case 2: entry.ActorId = entry.ActorId is null ? Bytes(random) : null; break;
            case 3: entry.ActorName = Other(entry.ActorName, random); break;
            case 4: entry.Origin = Other(entry.Origin, random); break;
            case 5: entry.PatientKey = entry.PatientKey is null ? Bytes(random) : null; break;
            case 6: entry.StudyInstanceUid = Other(entry.StudyInstanceUid, random); break;
            case 7: entry.SopInstanceUid = Other(entry.SopInstanceUid, random); break;
            case 8: entry.Subject = Other(entry.Subject, random); break;
            case 9: entry.Detail = Other(entry.Detail, random); break;
            case 10: entry.PreviousHash = Other(entry.PreviousHash, random); break;
            default: entry.EntryHash = Other(entry.EntryHash, random); break;
        }
    }

    /// <summary>Any text but that one: missing for empty, too.</summary>
    private static string? Other(string? text, Random random) => random.Next(3) switch
    {
        0 when text is not null => null,
        1 when text?.Length > 0 => text[1..],
        _ => text + "y",
    };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string? Text(Random random) => random.Next(4) switch
    {
        0 => null,
        1 => "",
        2 => "ä\u0000😀",
        _ => random.Next(1000).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static async Task FoundAsync(List<StoredEntry> chain, (AuditFaultKind, long, long)[] expected) =>
        Assert.Equal(expected, (await CheckAsync(chain)).Faults.Select(f => (f.Kind, f.From, f.To)));

    private static async Task<(ChainCheck Check, List<AuditFault> Faults)> CheckAsync(List<StoredEntry> chain)
    {
        var faults = new List<AuditFault>();
        var check = new ChainCheck(Key, site: 1, longest: chain.Count, fault =>
        {
            faults.Add(fault);
            return Task.CompletedTask;
        });
        foreach (var entry in chain)
            await check.TakeAsync(entry.Sequence, entry);
        await check.EndAsync();
        return (check, faults);
    }
}
