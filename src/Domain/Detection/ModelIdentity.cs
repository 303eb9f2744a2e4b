using System.Security.Cryptography;
using System.Text;

namespace OxiPortal.Domain.Detection;

/// <summary>One model file: its card's name and version, and the SHA-256 of its bytes (lower-case hex).</summary>
public sealed record ModelIdentity(string Name, string Version, string Sha256);

/// <summary>The models that work together in one analysis.</summary>
public sealed record ModelSet(IReadOnlyList<ModelIdentity> Models)
{
    /// <summary>Equal sets have equal hashes whatever their order: SHA-256 over the sorted models, lower-case hex.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Models.Select(m => $"{m.Name} {m.Version} {m.Sha256}").Order(StringComparer.Ordinal)))));
}
