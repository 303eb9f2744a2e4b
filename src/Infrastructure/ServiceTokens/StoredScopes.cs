using OxiPortal.Domain.Sites;

namespace OxiPortal.Infrastructure.ServiceTokens;

/// <summary>Scopes as one column holds them.</summary>
internal static class StoredScopes
{
    public static string Write(IReadOnlySet<ServiceScope> scopes) => string.Join(' ', scopes.Order());

    /// <summary>A name that this version does not know (a later one wrote it) gives no right.</summary>
    public static IReadOnlySet<ServiceScope> Read(string stored) => Enum.GetValues<ServiceScope>().IntersectBy(stored.Split(' '), s => s.ToString()).ToHashSet();
}
