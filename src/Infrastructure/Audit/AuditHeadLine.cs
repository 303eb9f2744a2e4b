using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>
/// A line of a heads file: <c>{"site":1,"sequence":42,"hash":"...","at":"...","mac":"..."}</c>, or after a crash the note that the line before it broke
/// off: <c>{"torn":"(SHA-256 of that line)","mac":"..."}</c>.
/// </summary>
internal static class AuditHeadLine
{
    /// <summary>No line is longer.</summary>
    public const int MostBytes = 1024;

    public static byte[] Write(AuditHead head, AuditKey key) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"site":{{head.Site}},"sequence":{{head.Sequence}},"hash":"{{head.Hash}}","at":"{{head.At.UtcDateTime:O}}","mac":"{{key.Sign(head)}}"}""") + "\n");

    public static byte[] EndTorn(string hashOfLine, AuditKey key) =>
        Encoding.ASCII.GetBytes($$"""{{"\n"}}{"torn":"{{hashOfLine}}","mac":"{{key.SignTorn(hashOfLine)}}"}{{"\n"}}""");

    /// <summary>Null: not a head, or not signed with the key.</summary>
    public static AuditHead? Read(string line, AuditKey key)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var head = new AuditHead(
                root.GetProperty("site").GetInt32(), root.GetProperty("sequence").GetInt64(), root.GetProperty("hash").GetString() ?? "",
                DateTimeOffset.ParseExact(root.GetProperty("at").GetString() ?? "", "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));
            return Same(key.Sign(head), root.GetProperty("mac").GetString()) ? head : null;
        }
        catch (Exception e) when (IsDamage(e))
        {
            return null;
        }
    }

    /// <summary>Whether the line notes that the one before it broke off, and it is that one.</summary>
    /// <param name="line">The note, perhaps.</param>
    /// <param name="before">The line before it, a character a byte.</param>
    /// <param name="key">The record's.</param>
    public static bool ExplainsTorn(string line, string before, AuditKey key)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var hash = json.RootElement.GetProperty("torn").GetString() ?? "";
            return Same(key.SignTorn(hash), json.RootElement.GetProperty("mac").GetString())
                && Same(Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(before))), hash);
        }
        catch (Exception e) when (IsDamage(e))
        {
            return false;
        }
    }

    private static bool Same(string computed, string? stored) => string.Equals(computed, stored, StringComparison.Ordinal);

    private static bool IsDamage(Exception e) => e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException;
}
