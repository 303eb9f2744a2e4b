using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OxiPortal.Infrastructure.Audit;

/// <summary>
/// A line of a heads file: <c>{"site":1,"sequence":42,"hash":"...","at":"...","mac":"..."}</c>. A line that a crash broke off is ended by a note,
/// <c>{"torn":"(SHA-256 of what stands before it in the line)","mac":"..."}</c>; a note that broke off itself is part of what the next one names.
/// </summary>
internal static class AuditHeadLine
{
    /// <summary>No line is longer: a head has some 250 bytes, and each write that broke off left less than a line.</summary>
    public const int MostBytes = 1 << 16;

    private const string NoteStart = "{\"torn\":\"";

    public static byte[] Write(AuditHead head, AuditKey key) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"site":{{head.Site}},"sequence":{{head.Sequence}},"hash":"{{head.Hash}}","at":"{{head.At.UtcDateTime:O}}","mac":"{{key.Sign(head)}}"}""") + "\n");

    /// <param name="hash">Of the line as far as it goes.</param>
    /// <param name="key">The record's.</param>
    public static byte[] EndTorn(string hash, AuditKey key) =>
        Encoding.ASCII.GetBytes($$"""{{NoteStart}}{{hash}}","mac":"{{key.SignTorn(hash)}}"}""" + "\n");

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

    /// <summary>What a write that broke off left of the line, without the note that says so; null: there is no such note, or it is about something else.</summary>
    /// <param name="line">A character a byte.</param>
    /// <param name="key">The record's.</param>
    public static string? ReadTorn(string line, AuditKey key)
    {
        var start = line.LastIndexOf(NoteStart, StringComparison.Ordinal);
        if (start < 0)
            return null;
        try
        {
            using var json = JsonDocument.Parse(line[start..]);
            var hash = json.RootElement.GetProperty("torn").GetString() ?? "";
            return Same(key.SignTorn(hash), json.RootElement.GetProperty("mac").GetString())
                && Same(Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(line[..start]))), hash) ? line[..start] : null;
        }
        catch (Exception e) when (IsDamage(e))
        {
            return null;
        }
    }

    private static bool Same(string computed, string? stored) => string.Equals(computed, stored, StringComparison.Ordinal);

    private static bool IsDamage(Exception e) => e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException;
}
