using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>What a service token looks like: <c>oxi_</c> and base64url of 32 random bytes, 47 characters.</summary>
public static class ServiceTokenText
{
    /// <summary>Tells people and secret scanners what they have found.</summary>
    public const string Prefix = "oxi_";

    private const int SecretBytes = 32;
    private const int SecretCharacters = 43;
    private const int StartCharacters = 8;

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Whether it has a token's form. Whatever has not need not be looked for.</summary>
    public static bool IsOne(string? text) =>
        text?.Length == Prefix.Length + SecretCharacters
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Base64UrlCharacters) < 0;

    /// <summary>What is kept at rest, 64 hexadecimal digits: 256 random bits cannot be guessed, so that a slow or salted hash would protect nothing more.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The 8 characters after the prefix: enough to recognise a token by, 48 of its 256 bits.</summary>
    internal static string Start(string token) => token.Substring(Prefix.Length, StartCharacters);
}
