using OxiPortal.Infrastructure.Audit;

namespace OxiPortal.Infrastructure.Tests.Audit;

public sealed class AuditKeyTests
{
    private static readonly AuditKey Key = new([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    [Fact]
    public void GivenFieldsThatReadTheSameInARow_ThenTheirBytesDiffer()
    {
        var lists = new[]
        {
            Bytes(f => f.Add("a").Add("bc")), Bytes(f => f.Add("ab").Add("c")), Bytes(f => f.Add("abc")), Bytes(f => f.Add("abc").Add("")),
            Bytes(f => f.Add("abc").Add((string?)null)), Bytes(f => f.Add((string?)null).Add("abc")), Bytes(f => f.Add("").Add("abc")),
            Bytes(f => f.Add("1")), Bytes(f => f.Add(1)), Bytes(f => f.Add((byte[]?)null)), Bytes(f => f.Add("")), Bytes(f => f),
        };

        // "" and a missing text of one field are told apart as well; a missing text and missing bytes are the same nothing.
        Assert.Equal(lists.Length, lists.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEqual(Convert.ToHexString(new CanonicalFields("a").Add("b").Bytes), Convert.ToHexString(new CanonicalFields("ab").Bytes));
    }

    /// <summary>Pinned: another encoding would make every record that exists look edited. Computed by Python's hmac, field by field.</summary>
    [Fact]
    public void GivenAKnownEntry_ThenItsHashIsTheOneThatAnIndependentProgramComputes()
    {
        Assert.Equal("fae4202f51cf831ade9e077066fe8c5605373009b7340fa5f606fd8e44a1209e", Key.HashOf(Entry()));
        Assert.Equal("017c8b41fe8986664a3bf69edf27e2f246561539c3941a23e01b95da5bc96dbf", Key.Sign(new AuditHead(1, 7, new string('b', 64), new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero))));
    }

    [Fact]
    public void GivenAnEntry_WhenAnySingleFieldIsChanged_ThenItsHashIsAnother()
    {
        Action<StoredEntry>[] changes =
        [
            e => e.SiteId++, e => e.Sequence++, e => e.At = e.At.AddTicks(1), e => e.Action = "SignedIn", e => e.ActorId![3] ^= 1, e => e.ActorId = null,
            e => e.ActorName += " ", e => e.Origin = "", e => e.PatientKey = new byte[16], e => e.PatientKey = null, e => e.StudyInstanceUid = null,
            e => e.SopInstanceUid = e.StudyInstanceUid, e => e.Subject = "", e => e.Detail = null, e => e.PreviousHash = new string('1', 64),
            e => (e.Subject, e.Detail) = (e.Detail, e.Subject),
        ];

        var hashes = changes.Select(change =>
        {
            var entry = Entry();
            change(entry);
            return Key.HashOf(entry);
        }).Append(Key.HashOf(Entry())).ToList();

        Assert.Equal(changes.Length + 1, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Bytes(Func<CanonicalFields, CanonicalFields> add) => Convert.ToHexString(add(new CanonicalFields("test")).Bytes);

    private static StoredEntry Entry() => new()
    {
        SiteId = 1,
        Sequence = 7,
        At = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc),
        Action = "VerdictGiven",
        ActorId = [.. Enumerable.Range(0, 16).Select(i => (byte)i)],
        ActorName = "Jörg",
        Origin = "10.0.0.1",
        PatientKey = [.. Enumerable.Range(16, 16).Select(i => (byte)i)],
        StudyInstanceUid = "1.2.3",
        SopInstanceUid = "1.2.3.4",
        Subject = null,
        Detail = "Accepted",
        PreviousHash = new string('a', 64),
        EntryHash = "",
    };
}
