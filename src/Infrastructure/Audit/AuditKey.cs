using System.Globalization;
using System.Security.Cryptography;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>The key of the audit chain, and what is computed with it: HMAC-SHA-256 (FIPS 198-1), lower-case hex. See docs/adr/006.</summary>
internal sealed class AuditKey
{
    public const int Length = 32;

    /// <summary>Before the first entry.</summary>
    public static readonly string Start = new('0', 64);

    private readonly byte[] _key;

    public AuditKey(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Length);
        _key = key;
    }

    /// <summary>Of everything in the entry but its own hash.</summary>
    public string HashOf(StoredEntry entry) => HashOf(entry, entry.Sequence);

    /// <summary>What the hash would be had the entry stood at that place.</summary>
    public string HashOf(StoredEntry entry, long sequence) => Mac(new CanonicalFields("OxiPortal audit entry 1")
        .Add(entry.SiteId).Add(sequence).Add(entry.At.Ticks).Add(entry.Action).Add(entry.ActorId).Add(entry.ActorName).Add(entry.Origin)
        .Add(entry.PatientKey).Add(entry.StudyInstanceUid).Add(entry.SopInstanceUid).Add(entry.Subject).Add(entry.Detail).Add(entry.PreviousHash));

    public bool Fits(StoredEntry entry) => FitsAt(entry, entry.Sequence);

    public bool FitsAt(StoredEntry entry, long sequence) => string.Equals(HashOf(entry, sequence), entry.EntryHash, StringComparison.Ordinal);

    /// <summary>Under a name of its own, so that a signature of a head can never pass for the hash of an entry.</summary>
    public string Sign(AuditHead head) => Mac(new CanonicalFields("OxiPortal audit head 1")
        .Add(head.Site).Add(head.Sequence).Add(head.Hash).Add(head.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));

    /// <summary>Of the note that a line of a heads file broke off.</summary>
    public string SignTorn(string hashOfLine) => Mac(new CanonicalFields("OxiPortal audit torn line 1").Add(hashOfLine));

    private string Mac(CanonicalFields fields) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, fields.Bytes));
}
